"""What is only read here: compose, Dockerfile, nginx, locks, Makefile."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings
from ruamel.yaml import YAML

from signalements.services.demandes_de_pieces import NOMBRE_MAX_ITEMS

RACINE = Path(__file__).resolve().parents[2]
COMPOSE = (RACINE / "docker-compose.yml").read_text()
IN_COMPOSE = re.compile(r"\$\{([A-Z0-9_]+)(:\?|:-)?[^}]*\}")


def test_compose_follows_its_specification() -> None:
    command = [
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        str(RACINE / "docker-compose.yml"),
    ]
    result = subprocess.run([sys.executable, *command], check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_compose_has_every_part_and_a_health_check_for_each_that_stays() -> None:
    found: dict[str, Any] = YAML(typ="safe").load(COMPOSE)["services"]
    assert found.keys() == {"postgres", "redis", "clamav", "migrations", "web", "taches", "beat", "nginx"}
    assert [name for name, part in found.items() if "healthcheck" not in part] == ["migrations"]
    assert found["redis"]["command"][1:3] == ["--appendonly", "yes"]
    owners = {
        name for name, part in found.items() if "DATABASE_URL_PROPRIETAIRE" in part.get("environment", {})
    }
    assert owners == {"migrations"}
    assert [name for name, part in found.items() if "ports" in part] == ["nginx"]


@pytest.mark.exigence("SEC-01")
def test_compose_holds_no_secret_and_names_each_in_the_example() -> None:
    example = (RACINE / ".env.example").read_text()
    documented = set(re.findall(r"^([A-Z0-9_]+)=", example, re.MULTILINE))
    used = dict(IN_COMPOSE.findall(COMPOSE))
    assert used.keys() <= documented
    secrets = {name for name in used if re.search(r"SECRET_KEY$|MOT_DE_PASSE", name)}
    assert {name for name in secrets if used[name] != ":?"} == {"S3_SECRET_KEY"}  # a store is optional
    assert not re.search(r"(MOT_DE_PASSE\w*|SECRET_KEY): (?!\$\{)", COMPOSE)


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (RACINE / "Dockerfile").read_text().splitlines()
    users = [line for line in lines if line.startswith("USER")]
    assert users == ["USER portail"]
    assert lines.index("USER portail") < next(
        index for index, line in enumerate(lines) if line.startswith("CMD")
    )
    assert any("--require-hashes" in line for line in lines)


@pytest.mark.exigence("SEC-01")
def test_nginx_overwrites_what_a_client_says_of_itself_and_serves_no_file() -> None:
    text = (RACINE / "deploy" / "nginx" / "portail.conf").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "proxy_set_header X-Forwarded-Proto https;" in text
    assert not re.search(r"^\s*(root|alias|autoindex|try_files)\b", text, re.MULTILINE)
    assert "$request_uri" not in text.partition("log_format")[2].partition(";")[0]


@pytest.mark.exigence("DOC-01", "UX-05")
def test_only_the_page_of_several_files_takes_several_and_what_is_too_heavy_is_said(
    settings: Settings,
) -> None:
    text = (RACINE / "deploy" / "nginx" / "portail.conf").read_text()
    several = re.search(r'location ~ "(?P<path>.+)" {\n\s+client_max_body_size (?P<size>\d+)m;', text)
    assert several is not None
    page = reverse("signalements:repondre_pieces", args=[uuid4()])
    assert re.search(several["path"], page)
    for other in (reverse("signalements:corriger_demande", args=[uuid4()]), f"{page}envoi/"):
        assert re.search(several["path"], other) is None
    one = settings.TAILLE_MAX_PIECE // 2**20
    assert [int(size) for size in re.findall(r"client_max_body_size (\d+)m", text)] == [one + 2, 5 * one + 2]
    assert int(several["size"]) == 5 * one + 2
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES == NOMBRE_MAX_ITEMS
    assert "error_page 413 @trop_lourd;" in text
    assert "<h1>Cet envoi est trop lourd</h1>" in text.partition("location @trop_lourd {")[2]
    assert (
        f"Un fichier pèse {one}&nbsp;Mo au plus, plusieurs fichiers envoyés ensemble {5 * one}&nbsp;Mo"
        in text
    )


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "deploy/requirements-uv.txt"])
def test_locks_name_no_host_and_every_package_has_a_hash(name: str) -> None:
    text = (RACINE / name).read_text()
    assert "://" not in text
    assert "--index-url" not in text
    packages = [block for block in re.split(r"\n(?=\S)", text) if re.match(r"[a-z0-9]", block, re.IGNORECASE)]
    assert packages
    assert [block.splitlines()[0] for block in packages if "--hash=sha256:" not in block] == []


def test_every_target_of_the_makefile_is_listed_by_help() -> None:
    makefile = (RACINE / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    listed = subprocess.run(
        ["make", "-s", "help"], check=True, capture_output=True, text=True, cwd=RACINE
    ).stdout
    assert set(re.findall(r"make ([a-z]+) ", listed)) == targets
    assert targets >= {"run", "test", "lint", "pannes", "bench", "serveurs", "arret", "verrou", "help"}
