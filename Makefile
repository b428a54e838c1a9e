# CEM Experience: everything that runs and checks it. "make help" lists it.
# Downloads and data live in a cache folder outside this clone: dev/lib/base.sh.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Variables given on the command line reach the scripts by themselves (they are
# exported by make); only these two have names that a shell may set on its own.
ifeq ($(origin HOST),command line)
export CEM_HOST := $(HOST)
endif
ifeq ($(origin PORT),command line)
export CEM_PORT := $(PORT)
endif

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "Variables: ODOO_PATH=/path/with/odoo (an existing Odoo 19.0), CEM_CACHE=/folder, PYTHON=/path/to/python3.12"

##- run it
.PHONY: demo stop mails shell
demo: ## from nothing to a running Odoo with demo data (FRESH=1 PORT=8069 HOST=127.0.0.1)
	@dev/demo.sh start
stop: ## end the demonstration, and nothing else
	@dev/demo.sh stop
mails: ## list the mails that the demonstration sent (N=1 prints the newest)
	@dev/demo.sh mails
shell: ## make -s shell < script.py: with env, on the demo database
	@dev/demo.sh shell

##- check it
.PHONY: test
test: ## the whole suite (T=path K=expr M=addon DB=name KEEP=1 J=2 ARGS=--pdb)
	@dev/test.sh

.PHONY: lint format lock
lint: ## ruff, pylint-odoo, OCA's checks, prettier, eslint, shellcheck, translations
	@dev/lint.sh
format: ## mend what the linters can mend by themselves
	@dev/lint.sh --fix
lock: ## renew the lock files: the newest versions that fit together
	@dev/lock.sh

.PHONY: suites uninstall-test update-test bench proof pot clean
suites: ## Odoo's own tests of survey, helpdesk_mgmt, test_lint with our addons (BASELINE=1: without)
	@dev/suites.sh
uninstall-test: ## install, update, uninstall our addons in every order: what do they leave behind? (G=glue)
	@dev/uninstall_test.sh
update-test: ## update a database with demo data of an older commit: what is kept, moved, lost? (FROM=commit KEEP=1)
	@dev/update_test.sh
bench: ## measure speed beside Odoo's own ways (B=name of dev/bench/, LIST=1 lists them)
	@dev/measure.sh bench $(B)
proof: ## prove at full size what the tests show small (P=name of dev/proof/, LIST=1)
	@dev/measure.sh proof $(P)
pot: ## renew the terms to translate (i18n/*.pot) and merge them into the .po files
	@dev/pot.sh
clean: ## remove this clone's databases, files and logs from the cache folder
	@dev/demo.sh clean
