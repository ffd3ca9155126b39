# Makes and keeps the checkout's own virtual environment. Sourced by scripts/twitchcam and scripts/check.
# POSIX sh only: macOS ships a bash of 2007.
#
# Expects   root    absolute path of the checkout
# Gives     environment           absolute path of the virtual environment
#           prepare_environment   the one function to call
#
# How it stays right
#   - A stamp is written last, so an interrupted set-up has none, and the next run starts over.
#   - The stamp holds all that the environment depends on: pyproject.toml, this file, the Python version, the place of
#     the checkout. Any change redoes the set-up; without one, a run costs a few milliseconds here.
#   - A lock lets one set-up work at a time. The kernel frees it when its holder ends, however it ends.
#   - A folder that this script did not make is never touched.
#
# TWITCHCAM_PYTHON chooses the Python to use, TWITCHCAM_ENVIRONMENT another folder than .venv.

environment=${TWITCHCAM_ENVIRONMENT:-$root/.venv}
case $environment in
/*) ;;
*) environment=$(pwd)/$environment ;;
esac

say() {
    printf 'twitchcam: %s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 1
}

# expected_stamp: what the stamp of a set-up that still holds says. Fails where there is no working environment.
expected_stamp() {
    [ -f "$environment/made-by-twitchcam" ] || return 1
    version=$("$environment/bin/python" -ISc 'import sys; print(*sys.version_info[:3], sep=".")' 2>/dev/null) || return 1
    printf '%s, Python %s, %s\n' \
        "$(cat "$root/pyproject.toml" "$root/scripts/setup-environment.sh" | cksum)" "$version" "$root"
}

# is_ready KIND: whether the set-up of this kind was finished and still holds.
is_ready() {
    [ -f "$environment/stamp-$1" ] && expected=$(expected_stamp) && [ "$(cat "$environment/stamp-$1")" = "$expected" ]
}

# find_python: sets python to one that is new enough and can make environments; says what is missing if there is none.
find_python() {
    python=
    without_venv=
    # The Python that people call python3 goes first, unless it is so new that packages may not have caught up with it.
    for candidate in ${TWITCHCAM_PYTHON:+"$TWITCHCAM_PYTHON"} \
        python3:3.14 python3.13 python3.12 python3.11 python3.14 python3; do
        newest=${candidate#*:}
        [ "$newest" != "$candidate" ] || newest=3.999
        candidate=${candidate%:*}
        answer=$("$candidate" -c '
import sys
newest = tuple(map(int, sys.argv[1].split(".")))
if not (3, 11) <= sys.version_info[:2] <= newest:
    sys.exit(1)
try:
    import ensurepip, venv
except ImportError:
    print("no venv %d.%d" % sys.version_info[:2])
else:
    print("usable")
' "$newest" 2>/dev/null </dev/null) || answer=
        case $answer in
        usable)
            python=$candidate
            return 0
            ;;
        no*) without_venv=${without_venv:-${answer#no venv }} ;;
        esac
        if [ -n "${TWITCHCAM_PYTHON:-}" ]; then
            break
        fi
    done
    if [ -n "$without_venv" ]; then
        fail "Python $without_venv is here but cannot make virtual environments; on Debian and Ubuntu this helps:" \
            "sudo apt install python$without_venv-venv"
    fi
    if [ -n "${TWITCHCAM_PYTHON:-}" ]; then
        fail "TWITCHCAM_PYTHON names $TWITCHCAM_PYTHON, which is not a working Python 3.11 or newer."
    fi
    fail "Python 3.11 or newer is needed and was not found; install it (for instance with the system's package manager)" \
        "and run this again."
}

# install_into_environment KIND: makes the environment with $python unless a sound one is there, then installs the
# checkout into it.
install_into_environment() {
    kind=$1
    if [ -e "$environment" ] && [ ! -f "$environment/made-by-twitchcam" ] && [ -n "$(ls -A "$environment")" ]; then
        fail "$environment was not made by this script and is left alone; move it away," \
            "or set TWITCHCAM_ENVIRONMENT to another folder."
    fi
    # Only an environment whose last set-up was finished, by this Python and for this place, is worth adding to.
    sound=
    if expected=$(expected_stamp); then
        suffix=${expected#*,}
        for stamp in "$environment/stamp-run" "$environment/stamp-check"; do
            if [ -f "$stamp" ] && read -r found <"$stamp" && [ "${found#*,}" = "$suffix" ]; then
                sound=yes
            fi
        done
    fi
    if [ -n "$sound" ]; then
        if [ -f "$environment/stamp-check" ]; then
            kind=check # a set-up with the developer tools keeps them
        fi
        say "bringing its environment in $environment up to date (this can take a minute)."
        rm -f "$environment/stamp-run" "$environment/stamp-check"
    else
        say "setting up its own environment in $environment (once; downloads about 160 MB, takes a minute or two)."
        rm -rf "$environment"
        mkdir -p "$environment" || fail "$environment cannot be made; is the folder writable?"
        : >"$environment/made-by-twitchcam"
        "$python" -m venv "$environment" >"$environment/setup.log" 2>&1 || {
            tail -n 5 "$environment/setup.log" >&2
            fail "the environment could not be made with $python; the lines above say why."
        }
    fi
    if [ "$kind" = check ]; then what="$root[dev]"; else what=$root; fi
    # PIP_USER and the like would lead pip out of the environment, and there is nobody to answer a question.
    PIP_USER=0 PIP_TARGET='' PIP_PREFIX='' "$environment/bin/python" -m pip --disable-pip-version-check --no-input \
        install --editable "$what" >"$environment/setup.log" 2>&1 </dev/null || {
        # What pip ends with is seldom what went wrong; its errors are.
        grep -E '(ERROR|error):' "$environment/setup.log" | tail -n 3 >&2
        fail "the packages could not be installed; the lines above say why, $environment/setup.log says more."
    }
    expected=$(expected_stamp) || fail "the environment in $environment does not run; run this again."
    printf '%s\n' "$expected" >"$environment/stamp-run"
    if [ "$kind" = check ]; then
        printf '%s\n' "$expected" >"$environment/stamp-check"
    fi
    say "ready."
}

# prepare_environment KIND: KIND is run (to use the program) or check (with the developer tools).
prepare_environment() {
    if is_ready "$1"; then
        return 0
    fi
    # Any Python can hold the lock; a missing one is reported here rather than while waiting.
    find_python
    mkdir -p "$(dirname "$environment")"
    # The lock belongs to the open file, so it outlives the Python that takes it and ends with this shell.
    exec 9>"$environment.lock" || fail "$environment.lock cannot be written; is the folder writable?"
    "$python" -c '
import fcntl, sys
try:
    fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("twitchcam: another run is setting the environment up; waiting for it.", file=sys.stderr, flush=True)
    fcntl.flock(9, fcntl.LOCK_EX)
' || fail "the set-up was not done."
    # The run that was waited for may have done it all.
    is_ready "$1" || install_into_environment "$1"
    exec 9>&-
}
