#!/usr/bin/env bash
# bare_system.sh [PRESET]: the Debian package in a bare Debian 12: installed, set up, used, backed up, upgraded with its data,
# removed, installed again, purged. It is made of what PRESET builds, `release` where it is not said. Prints what holds, a line
# each, and ends with 1 at the first that does not. Wants root and Debian's servers; without them it says NOT RUN and ends with 0.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ "$(id -u)" -ne 0 ] || ! command -v debootstrap >/dev/null; then
  echo '[  NOT RUN ] package in a bare system: needs root and debootstrap'
  exit 0
fi
package=$("$home/tools/package" "${1:-release}" | tail -1)
work=$(mktemp -d /var/tmp/concordat-package.XXXXXX)
root=$work/root
finish() {
  [ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  for one in dev/pts dev sys proc run; do umount -l "$root/$one" 2>/dev/null || true; done
  rm -rf --one-file-system "$work"
}
trap finish EXIT
trap 'echo "does not hold, at line $LINENO: $BASH_COMMAND" >&2' ERR
holds() { printf 'holds: %s\n' "$*"; }

mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
[ -n "$mirror" ] || mirror=$(awk '/^deb /{print $2; exit}' /etc/apt/sources.list)
if ! debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" >"$work/debootstrap.log" 2>&1; then
  tail -3 "$work/debootstrap.log"
  echo '[  NOT RUN ] package in a bare system: Debian is not to be had'
  exit 0
fi
rm -f "$root/etc/apt/sources.list"
cp /etc/apt/sources.list.d/debian.sources "$root/etc/apt/sources.list.d/" 2>/dev/null || cp /etc/apt/sources.list "$root/etc/apt/"
for file in /etc/apt/apt.conf.d/99*; do [ ! -e "$file" ] || cp "$file" "$root/etc/apt/apt.conf.d/"; done
cp -r /etc/ssl/certs/. "$root/etc/ssl/certs/"
cp /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/run"
mount --bind /dev "$root/dev"
inside() {
  chroot "$root" env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}
apt() { inside apt-get -q -y -o Dpkg::Use-Pty=0 "$@" >>"$work/apt.log" 2>&1 || { tail -20 "$work/apt.log" >&2; false; }; }

cp "$package" "$root/now.deb"
dpkg-deb -R "$package" "$work/next"
sed -i 's/^Version: .*/&+next/' "$work/next/DEBIAN/control"
dpkg-deb -b --root-owner-group "$work/next" "$root/next.deb" >/dev/null

apt update
apt install --no-install-recommends /now.deb
[ "$(stat -c '%U %a' "$root/etc/concordat/host.key")" = 'root 600' ]
[ "$(stat -c '%U %a' "$root/etc/concordat/cabinet.key")" = 'root 600' ]
[ "$(inside stat -c '%U %a' /var/lib/concordat)" = 'concordat 700' ]
holds 'installed: keys are of root alone, data of the service alone'

serve() {
  inside concordat-admin serve --listen 127.0.0.1:18420 --json >"$work/serve.json" 2>"$work/serve.log" &
  server=$!
  for _ in $(seq 300); do
    if curl -fsS http://127.0.0.1:18420/readyz >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  tail -5 "$work/serve.log" >&2
  return 1
}
stop() {
  pkill -TERM -f 'concordat serve --listen 127.0.0.1:18420' || true
  wait "$server" || true
  server=
}
serve
token=$(inside concordat-admin setup --new-token --json | sed 's/.*"setup_token":"\([^"]*\)".*/\1/')
echo 'correct horse battery' | inside concordat-admin setup --token "$token" --org Harbour --name 'Ana Silva' \
  --email ana@harbour.example >/dev/null
curl -fsS -H 'Content-Type: application/json' -o /dev/null -c "$work/jar" \
  -d '{"email":"ana@harbour.example","password":"correct horse battery"}' http://127.0.0.1:18420/api/v1/sessions
holds 'it serves; an organisation is set up, and its owner signs in'
cp "$home"/examples/imports/sheet.* "$root/var/lib/concordat/" && chroot "$root" chown concordat: /var/lib/concordat/sheet.csv /var/lib/concordat/sheet.toml
inside concordat-admin import csv /var/lib/concordat/sheet.csv --org Harbour --map /var/lib/concordat/sheet.toml >/dev/null
stop
figures() { inside concordat-admin measure flow --org Harbour --json; }
figures >"$work/before"
grep -q '"tickets":3' "$work/before"

inside runuser -u concordat -- /usr/lib/concordat/backup /var/lib/concordat /var/backups/concordat >/dev/null
[ "$(find "$root/var/backups/concordat" -name 'concordat-*.backup' | wc -l)" = 1 ]
holds 'the nightly backup makes one'

sum=$(cat "$root"/etc/concordat/*.key | sha256sum)
echo '# mine' >>"$root/etc/concordat/concordat.env"
apt install --no-install-recommends /next.deb
inside dpkg-query -W -f '${Version}' concordat | grep -q '+next$'
[ "$sum" = "$(cat "$root"/etc/concordat/*.key | sha256sum)" ]
grep -q '^# mine' "$root/etc/concordat/concordat.env"
figures | cmp - "$work/before"
serve
curl -fsS -H 'Content-Type: application/json' -o /dev/null \
  -d '{"email":"ana@harbour.example","password":"correct horse battery"}' http://127.0.0.1:18420/api/v1/sessions
stop
holds 'an upgrade keeps data, keys, settings and people'

apt remove concordat
[ ! -e "$root/usr/bin/concordat" ] && [ -e "$root/var/lib/concordat/concordat.db" ] && [ -e "$root/etc/concordat/concordat.env" ]
apt install --no-install-recommends /next.deb
figures | cmp - "$work/before"
holds 'removed and installed again, everything is there'

apt install --no-install-recommends systemd
inside systemd-analyze verify /lib/systemd/system/concordat.service /lib/systemd/system/concordat-backup.service \
  /lib/systemd/system/concordat-backup.timer
inside systemd-analyze security --offline=true --threshold=25 concordat.service >/dev/null
inside systemd-analyze security --offline=true --threshold=25 concordat-backup.service >/dev/null
holds 'the units are right, and exposed to little (systemd-analyze security, 2.5 at most)'

apt purge concordat
[ ! -e "$root/etc/concordat/concordat.env" ] && [ -e "$root/var/lib/concordat/concordat.db" ] && [ -e "$root/etc/concordat/host.key" ]
holds 'purged, the settings are gone, and the record and the keys are not'
