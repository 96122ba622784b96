# Espace Partenaires. Only python3 (3.11) and make are assumed; "make help" lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run test lint pannes bench serveurs arret installation verrou

PYTHON ?= python3
export PYTEST_OPTIONS ?=
DEPLOY := $(PYTHON) -m deploy

help: ## Cette liste
	@awk -F ':.*## ' '/^[a-z]+:.*## / { gsub(/[$$][$$]/, "$$", $$2); printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Installe ce qui manque et lance le portail avec sa démonstration (Ctrl-C arrête tout)
	@$(DEPLOY) run

test: ## Installe ce qui manque, vérifie le code et lance tous les tests (PYTEST_OPTIONS="-k …")
	@$(DEPLOY) test

lint: ## Seulement les outils qui lisent le code : ruff, lint-imports, djlint, mypy
	@$(DEPLOY) lint

pannes: ## Les pannes, répétées : arrêts brutaux de PostgreSQL, Redis, clamd et des tâches
	@$(DEPLOY) pannes

bench: ## Les mesures de vitesse
	@$(DEPLOY) bench

serveurs: ## Lance des serveurs privés qui restent : eval "$$(make -s serveurs)"
	@$(DEPLOY) serveurs

arret: ## Arrête tout ce que ce dossier a lancé
	@$(DEPLOY) arret

installation: ## Installe ce qui manque, sans rien lancer
	@$(DEPLOY) installation

verrou: ## Recalcule requirements.txt et requirements-dev.txt depuis pyproject.toml
	@$(DEPLOY) verrou
