"""How pytest-xdist shares the files of tests out: the stories first and together, around one running portal."""

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

HISTOIRES = "tests/parcours"


class HistoiresDAbord(LoadFileScheduling):
    """File by file, longest first; the stories, few and slow, are one unit that goes before all others.

    Left to the order of the library, they would be the last files, two portals side by side on two cores.
    """

    def _split_scope(self, nodeid: str) -> str:
        """Return what stays on one worker: a file, or all the stories."""
        fichier: str = super()._split_scope(nodeid)
        return HISTOIRES if fichier.startswith(f"{HISTOIRES}/") else fichier

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Give a worker its next unit."""
        if HISTOIRES in self.workqueue:
            self.workqueue.move_to_end(HISTOIRES, last=False)
        super()._assign_work_unit(node)
