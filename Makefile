# Keydesk's commands; `make` alone lists them. The scripts in .ci/ do the work; each one starts with a description.

SHELL := bash

.PHONY: help run demo dev test bench ci fmt setup build dist

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

run: build ## set up, build, serve on http://127.0.0.1:3000 with a database in data/
	exec target/release/keydesk

demo: build ## the same on a scratch database full of sample keys; prints how to sign in
	exec target/release/keydesk demo --serve

dev: setup ## rebuild and reload while editing (cargo leptos watch)
	.ci/dev

test: ## set up and run every test
	.ci/setup test
	.ci/test

bench: ## compare verification with other programs; prints the table of docs/performance.md (about ten minutes)
	.ci/setup test
	. .ci/lib && . "$$tools/test-env" && cargo bench --profile dist --no-default-features --features ssr --bench speed

ci: ## what has to pass before a change is taken: formatting, lints, licences, layers, every test, sizes
	.ci/run

fmt: setup ## format the code
	. .ci/lib && { have leptosfmt || cargo_tool leptosfmt@0.1.33; } && leptosfmt --quiet src/ui && cargo fmt

setup: ## find or install the tools for building
	.ci/setup

build: setup ## the release build: target/release/keydesk
	.ci/build

dist: setup ## the release files, in target/packages (half an hour the first time)
	.ci/dist
