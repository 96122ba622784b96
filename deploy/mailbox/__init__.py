"""A mailbox for ``make run``: takes every mail the portal sends and shows it on a local page; sends nothing on."""
