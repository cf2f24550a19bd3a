#!/bin/sh
# Make sure that the libraries WeasyPrint needs are there; install them where we may.
# With the argument "test", also the programs that the tests ask as referees.
set -eu

needed="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
[ "${1:-}" = "test" ] && needed="$needed chromium poppler-utils qpdf ghostscript gettext libgettextpo0 libjaxb-java default-jdk-headless"

command -v dpkg-query >/dev/null 2>&1 || exit 0 # not Debian: make_brochure.py doctor says what lacks

missing=""
for package in $needed; do
    # A Java that came another way will do.
    [ "$package" = "default-jdk-headless" ] && command -v javac >/dev/null 2>&1 && continue
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = "installed" ] || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "Please install:  sudo apt-get install$missing" >&2
    exit 1
fi
echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null
