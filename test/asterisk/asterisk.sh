#!/usr/bin/env bash
# Real Asterisk servers on loopback, for tests and benchmarks. Needs root, Debian and debootstrap.
#
#   asterisk.sh install 22|16          install that version into its own root (once; about a minute)
#   asterisk.sh start 22|16 NAME PORT [EXTRA]  start a private instance; PORT..PORT+3 = AMI, AMI over TLS, HTTP, HTTPS
#   asterisk.sh run 22|16 NAME PORT [EXTRA]    the same, and stop it when standard input ends
#   asterisk.sh cli 22|16 NAME COMMAND…   run a console command on it
#   asterisk.sh stop 22|16 NAME        stop it and remove its files
#
# start and run print KEY=VALUE lines: PID, PORT, TLS_PORT, HTTP_PORT, HTTPS_PORT, CA, ETC; they exit with status 6 if
# a port is taken. The *.conf files of the folder EXTRA are appended to those of the same name, which those of
# EXTRA/instead take the place of.
# Each instance has its own config, database, spool, log and console socket, so several of one version run side by side.
set -euo pipefail

cache=${AMI_ASTERISK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/effect-ami/asterisk}
here=$(cd "$(dirname "$0")" && pwd)
suite_of() { case $1 in 22) echo sid ;; 16) echo bullseye ;; *) echo "no Asterisk $1 here: 22 or 16" >&2; return 2 ;; esac; }
root_of() { local v=AMI_ASTERISK_ROOT_$1; echo "${!v:-$cache/$1}"; }

install() {
  local version=$1 suite root lock
  suite=$(suite_of "$version")
  root=$(root_of "$version")
  [[ -x $root/usr/sbin/asterisk ]] && return 0
  [[ $(id -u) == 0 ]] || { echo "installing Asterisk needs root" >&2; return 3; }
  mkdir -p "$(dirname "$root")"
  # Two runs may both find the cache empty: the second one waits for the first.
  exec {lock}>"$root.lock"
  flock "$lock"
  [[ -x $root/usr/sbin/asterisk ]] && return 0
  echo "Installing Asterisk $version into $root (once, about a minute) …" >&2
  command -v debootstrap >/dev/null || { apt-get update -qq && apt-get install -y -qq debootstrap >/dev/null; } || return 4
  # An interrupted debootstrap leaves these mounted.
  umount "$root.new/proc" "$root.new/sys" 2>/dev/null || true
  rm -rf --one-file-system "$root.new" && mkdir -p "$root.new"
  debootstrap --variant=minbase --include=asterisk,asterisk-modules,asterisk-config,ca-certificates \
    "$suite" "$root.new" >"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2; return 4; }
  # An instance folder may be left from an older installation, and then mv would put the new root inside the old one.
  [[ ! -e $root ]] || { rm -rf --one-file-system "$root/srv/instances" && rmdir "$root/srv" "$root"; } || return 4
  mv -T "$root.new" "$root"
  echo "Installed Asterisk $version in $SECONDS s." >&2
}

start() {
  local version=$1 name=$2 port=$3 extra=${4:-} root home
  root=$(root_of "$version")
  home=/srv/instances/$name
  [[ -x $root/usr/sbin/asterisk ]] || { echo "Asterisk $version is not installed: asterisk.sh install $version" >&2; return 3; }
  [[ ! -e $root$home ]] || { echo "there is an instance $name of Asterisk $version" >&2; return 2; }
  # Whatever goes wrong below, nothing is left behind.
  trap "stop '$version' '$name'" EXIT
  mkdir -p "$root$home"/{etc,lib/keys,spool,run,log}
  local key
  for key in PORT=$port TLS_PORT=$((port + 1)) HTTP_PORT=$((port + 2)) HTTPS_PORT=$((port + 3)); do declare "$key"; done
  local modules file
  modules=$(cd "$root" && find usr/lib -type d -path '*asterisk/modules' | head -n 1)
  for file in "$here"/etc/*.conf ${extra:+"$extra"/instead/*.conf "$extra"/*.conf}; do
    # A pattern that matches nothing stays as it is.
    [[ -e $file ]] || continue
    [[ $file != "$here"/* || ! -e $extra/instead/${file##*/} ]] || continue
    sed -e "s|@HOME@|$home|g; s|@MODULES@|/$modules|g; s|@PORT@|$PORT|g; s|@TLS_PORT@|$TLS_PORT|g; s|@HTTP_PORT@|$HTTP_PORT|g; s|@HTTPS_PORT@|$HTTPS_PORT|g" \
      "$file" >>"$root$home/etc/${file##*/}"
  done
  # Asterisk looks up its own host for each SIP call, and an unhelpful resolver takes seconds.
  [[ -e $root/etc/hosts ]] || echo "127.0.0.1 localhost $(uname -n)" >"$root/etc/hosts"
  # The longest listing of a plain server has 600 lines; `dialplan show many` prints 1,200.
  { echo '[many]' && seq -f 'exten => %04g,1,NoOp()' 1200; } >>"$root$home/etc/extensions.conf"
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$root$home/etc/key.pem" -out "$root$home/etc/cert.pem" 2>/dev/null
  cat "$root$home/etc/key.pem" "$root$home/etc/cert.pem" >"$root$home/etc/server.pem"
  chroot "$root" /usr/sbin/asterisk -f -C "$home/etc/asterisk.conf" >"$root$home/log/console" 2>&1 </dev/null &
  local pid=$!
  echo "$pid" >"$root$home/pid"
  local _
  for _ in $(seq 100); do
    # etc/cli.conf leaves this mark when it has run, a moment after FullyBooted.
    if cli "$version" "$name" database get boot done 2>/dev/null | grep -q yes; then
      # Asterisk carries on if a port is taken, and whoever has that port would answer instead.
      for port in "$PORT" "$TLS_PORT" "$HTTP_PORT" "$HTTPS_PORT"; do
        # The list of sockets may miss one while many come and go, so it is read several times.
        for _ in $(seq 10); do listens "$pid" "$port" && continue 2; sleep 0.1; done
        echo "port $port is taken" >&2
        return 6
      done
      trap - EXIT
      printf '%s\n' "PID=$pid" "PORT=$PORT" "TLS_PORT=$TLS_PORT" "HTTP_PORT=$HTTP_PORT" "HTTPS_PORT=$HTTPS_PORT" \
        "CA=$root$home/etc/cert.pem" "ETC=$root$home/etc"
      return 0
    fi
    runs "$pid" "$name" || break
    sleep 0.1
  done
  echo "Asterisk $version did not start; its console:" >&2
  tail -n 20 "$root$home/log/console" >&2
  return 5
}

# The caller holds the other end of standard input, so the server ends with it, even if it is killed.
run() {
  trap 'exit 143' HUP INT TERM
  start "$@"
  trap "stop '$1' '$2'" EXIT
  while read -r _; do :; done
}

cli() {
  local version=$1 name=$2
  shift 2
  timeout 30 chroot "$(root_of "$version")" /usr/sbin/asterisk -C "/srv/instances/$name/etc/asterisk.conf" -rx "$*"
}

stop() {
  local version=$1 name=$2 dir pid _
  dir=$(root_of "$version")/srv/instances/$name
  pid=$(cat "$dir/pid" 2>/dev/null || true)
  if runs "$pid" "$name"; then
    # A process that was frozen with SIGSTOP must run to notice that it should end.
    kill -CONT "$pid" 2>/dev/null || true
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 50); do runs "$pid" "$name" || break; sleep 0.1; done
    ! runs "$pid" "$name" || kill -9 "$pid" 2>/dev/null || true
  fi
  # It is gone for good once its parent has reaped it; after run that is us.
  [[ -z $pid ]] || wait "$pid" 2>/dev/null || true
  rm -rf "$dir"
}

# Whether that process is that instance (or this script about to become it): the pid may have been reused.
runs() { [[ -n $1 && -r /proc/$1/cmdline ]] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -qF -e "/srv/instances/$2/" -e " $2 "; } 2>/dev/null

# Whether that process listens on that port of 127.0.0.1.
listens() {
  local inode
  inode=$(awk -v address="$(printf '0100007F:%04X' "$2")" '$2 == address && $4 == "0A" { print $10 }' /proc/net/tcp)
  [[ -n $inode ]] && find "/proc/$1/fd" -lname "socket:\[$inode\]" 2>/dev/null | grep -q .
}

case ${1:-} in install | start | run | cli | stop) "$@" ;; *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2 ;; esac
