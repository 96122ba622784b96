"""Supporting documents: joined, asked for, answered, judged."""
