# Sourced by the commands beside it: goes to the checkout, finds a Python, prepares .venv (setup [--dev]).
set -eu
case "${TRIPOS_HOME:-/}" in
  /*) ;;
  *) export TRIPOS_HOME="$PWD/$TRIPOS_HOME" ;; # what the person meant, before we change folders
esac
cd "$(dirname "$0")/.."
export PYTHONUNBUFFERED=1

find_python() {
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python3.14 python; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  echo "Tripos needs Python 3.11 or newer and found none: install it, or name it with PYTHON=/path/to/python3." >&2
  exit 1
}

setup() {
  python=$(find_python)
  "$python" -m tripos.run.setup "$@"
}
