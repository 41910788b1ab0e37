#!/usr/bin/env bash
# Installs the Debian packages that are named, or with `--for-tests` all that the tests use, where
# this user may: as root, or by sudo without a password. Elsewhere it says what is missing; tests
# that need a package are then skipped with its name.
set -euo pipefail

for_tests=(poppler-utils chromium curl fonts-dejavu fonts-liberation fonts-lato fonts-open-sans
    fonts-paratype fonts-crosextra-carlito fonts-crosextra-caladea fonts-noto-core
    fonts-roboto-unhinted fonts-sil-gentiumplus fonts-freefont-ttf
    # of difficult pages
    fonts-adf-universalis fonts-anonymous-pro fonts-b612 fonts-cmu fonts-courier-prime
    fonts-fantasque-sans fonts-firacode fonts-jetbrains-mono fonts-quattrocento fonts-sil-andika
    fonts-sil-charis fonts-sora fonts-tlwg-typist-ttf fonts-yanone-kaffeesatz)

command -v dpkg-query >/dev/null || exit 0
[ "${1:-}" = --for-tests ] && set -- libgl1 libglib2.0-0 libgomp1 "${for_tests[@]}"

missing=()
for package in "$@"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q ' installed$' \
        || missing+=("$package")
done
((${#missing[@]})) || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=()
elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    echo "not installed, and this user may not: apt-get install ${missing[*]}" >&2
    exit 0
fi
echo "installing Debian packages: ${missing[*]}" >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
