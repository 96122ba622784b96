"""``make run`` from start to stop, around a portal small enough to see only what runs it."""

import http.client
import re
import signal

from deploy import processes, server_set
from tests.deploiement.conftest import Depot, finir, lire_jusqua

PRET = "Ctrl-C arrête tout."


def port(annonce: str, nom: str) -> int:
    """Return a port that the command announced."""
    trouve = re.search(rf"{nom} +http://localhost:(\d+)", annonce)
    assert trouve, annonce
    return int(trouve.group(1))


def page(numero: int) -> bytes:
    """Return the home page served on a port."""
    lien = http.client.HTTPConnection("localhost", numero, timeout=10)
    lien.request("GET", "/")
    lu = lien.getresponse().read()
    lien.close()
    return lu


def test_run_serves_shows_mails_and_stops_without_a_trace(depot: Depot) -> None:
    processus = depot.lancer("run")
    annonce = lire_jusqua(processus, PRET)
    assert "compte de démonstration" in annonce
    assert page(port(annonce, "Espace Partenaires")) == b"vivant"
    assert b"Aucun courriel" in page(port(annonce, "Courriels envoyés"))
    second = depot.lancer("run")
    assert "tourne déjà dans ce dossier" in second.communicate(timeout=30)[0]
    assert second.returncode == 1
    code, reste = finir(processus, signal.SIGINT)
    assert code == 130, reste
    assert depot.processus() == []


def test_a_dead_part_stops_all_the_others(depot: Depot) -> None:
    processus = depot.lancer("run")
    lire_jusqua(processus, PRET)
    dossier = server_set.folder_of(depot.racine, "run")
    assert processes.stop(dossier.path / "redis" / "server.pid", first=signal.SIGKILL)
    reste, _ = processus.communicate(timeout=60)
    assert processus.returncode == 1
    assert "« Redis » s'est arrêté" in reste
    assert depot.processus() == []


def test_what_a_killed_run_leaves_is_swept_by_arret(depot: Depot) -> None:
    processus = depot.lancer("run")
    lire_jusqua(processus, PRET)
    processus.kill()
    processus.wait()
    assert len(depot.processus()) > 3
    arret = depot.lancer("arret")
    dit, _ = arret.communicate(timeout=60)
    assert arret.returncode == 0, dit
    assert "PostgreSQL" in dit
    assert depot.processus() == []
