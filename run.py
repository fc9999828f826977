# -*- coding: utf-8 -*-
"""Sets sriovkit up and runs it: python run.py start | test | docs | any command of sriovkit.

Standard library only; every line parses on Python 2.7 too, so that an old Python can say what it lacks.
"""

from __future__ import unicode_literals

import os
import sys


def speaks_japanese():
    """Whether the reader's system is set to Japanese."""
    chosen = [os.environ[name] for name in ("SRIOVKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)]
    if sys.platform == "win32" and not chosen:
        import ctypes

        return ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x11
    return bool(chosen) and chosen[0].lower().startswith("ja")


def say(english, japanese=""):
    """English for everyone; a Japanese line below it for who reads Japanese, on a console that can write it."""
    sys.stderr.write(english + "\n")
    try:
        japanese.encode(sys.stderr.encoding or "ascii")
    except (UnicodeError, LookupError):
        japanese = ""
    if japanese and speaks_japanese():
        sys.stderr.write(japanese + "\n")


if sys.version_info < (3, 11):
    say(
        "sriovkit needs Python 3.11 or newer; this is Python %d.%d.\nNext: install a newer one, then name it: "
        "'py -3.12 run.py start' on Windows, 'python3.12 run.py start' on macOS and Linux." % sys.version_info[:2],
        "Python 3.11 以降が必要です。新しい Python を入れて「py -3.12 run.py start」のように指定してください。",
    )
    sys.exit(2)

# PYTHONPATH must not put another module before the standard library's.
sys.path[:] = [entry for entry in sys.path if entry not in os.environ.get("PYTHONPATH", "").split(os.pathsep)]

import argparse
import glob
import hashlib
import json
import re
import shutil
import ssl
import subprocess
import time

import tomllib

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT = os.path.dirname(os.path.abspath(__file__))
WINDOWS = os.name == "nt"
MARKER = "sriovkit-env.json"  # the stamp; an environment without it is not ours and is never touched
LONGEST = 170  # characters of the longest path below an environment; tests/test_run.py measures it
USAGE = """python run.py start [...]     set up, then run the main job (start --terminal: without Jupyter)
python run.py test [...]      set up, then run the tests; what follows goes to pytest
python run.py docs            set up, then build the site
python run.py COMMAND [...]   set up, then run sriovkit: collect, diagnose, explain, plan, apply, resume, undo,
                              evidence, prove, lab, export-script, jea
  --wheels FOLDER   install from a folder of wheels, without a network
  --fresh           make the environment anew
SRIOVKIT_ENV=FOLDER puts the environment elsewhere."""
USAGE_JA = """
start は主な作業、test はテスト、docs はサイトの作成です。ほかに sriovkit のコマンドを指定できます。準備は自動です。
--wheels は wheel のフォルダーから導入し、--fresh は環境を作り直します。SRIOVKIT_ENV は環境の場所です。"""
COMMANDS = {"test": ["-m", "pytest"], "docs": [os.path.join("docs", "vendor.py"), "--build"]}
WORDS = "start collect diagnose explain plan apply resume undo evidence prove lab export-script jea"
for word in WORDS.split():
    COMMANDS[word] = ["-m", "sriovkit", word]
FOREIGN = (  # variables that would lead Python or pip elsewhere; those of indexes, proxies and certificates stay
    "PYTHON(PATH|HOME|STARTUP|USERBASE|PLATLIBDIR|EXECUTABLE|INSPECT)$|PIP_(?!((EXTRA_)?INDEX_URL|FIND_LINKS|NO_INDEX|"
    "TRUSTED_HOST|PROXY|(CLIENT_)?CERT|CONFIG_FILE|(DEFAULT_)?TIMEOUT|RETRIES|(NO_)?CACHE_DIR|KEYRING_PROVIDER|USE_.*)$)"
)


class Trouble(Exception):
    """Set-up cannot go on: text in which one of run.toml's words is found, or the name of one of its blocks."""

    def __init__(self, text="", kind=""):
        Exception.__init__(self, text or kind)
        self.text = text
        with open(os.path.join(ROOT, "run.toml"), "rb") as handle:
            blocks = tomllib.load(handle)
        self.kind = kind or next(kind for kind in blocks if re.search(blocks[kind]["words"], text))
        self.block = blocks[self.kind]

    def explain(self, env):
        """Prints the last lines, cause and next step; gives the exit code."""
        facts = {"env": env, "python": "%d.%d" % sys.version_info[:2]}
        lines = re.findall("(?m)^(?:ERROR|WARNING|Error).*", self.text)[-4:] or self.text.splitlines()[-12:]
        sys.stderr.write("".join("    %s\n" % line for line in lines))
        say("\nsriovkit is not set up. " + self.block["en"].format(**facts), self.block["ja"])
        return 3


def places():
    """Where the environment may lie, best first."""
    if os.environ.get("SRIOVKIT_ENV"):
        return [os.path.abspath(os.environ["SRIOVKIT_ENV"])]
    if not WINDOWS:
        return [os.path.join(ROOT, ".venv"), os.path.join(ROOT, ".venv-sriovkit")]
    home = os.path.expanduser("~")
    base = os.path.join(os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"), "sriovkit")
    if "WindowsApps" in sys.base_prefix:  # Python from the Store is given another, far longer %LOCALAPPDATA%
        base = os.path.join(home, ".sriovkit")
    checkout = os.path.normcase(os.path.realpath(ROOT)).encode("utf-8", "surrogatepass")
    return [os.path.join(base, "venv-" + hashlib.sha256(checkout).hexdigest()[:8])]


def choose():
    """The first place that is free or ours. Raises Trouble: all taken, or a path Windows could not hold."""
    for env in places():
        if os.path.isfile(os.path.join(env, MARKER)) or not os.path.lexists(env) or os.listdir(env) == []:
            if WINDOWS and len(env) + 1 + LONGEST > 259:
                raise Trouble(kind="path")
            return env
    raise Trouble(kind="foreign")


def python_of(env):
    return os.path.join(env, "Scripts", "python.exe") if WINDOWS else os.path.join(env, "bin", "python")


def clean(environ, env):
    """The variables for everything that runs in the environment."""
    kept = {name: value for name, value in environ.items() if not re.match(FOREIGN, name.upper())}
    path = os.path.dirname(python_of(env)) + os.pathsep + kept.get("PATH", os.defpath)
    return dict(kept, PATH=path, VIRTUAL_ENV=env, PYTHONNOUSERSITE="1")


def stamp_of(env):
    try:
        with open(os.path.join(env, MARKER), encoding="utf-8") as handle:
            return dict(json.load(handle))
    except (OSError, ValueError, TypeError):
        return {}


def write_stamp(env, stamp):
    path = os.path.join(env, MARKER)
    with open(path + ".new", "w", encoding="utf-8") as handle:
        json.dump(stamp, handle, indent=1)
    os.replace(path + ".new", path)


def wanted(env, files):
    """The stamp of a finished environment: which Python, where, and the hashes of what was installed."""
    stamp = {"python": " | ".join(["%d.%d" % sys.version_info[:2], sys.base_prefix, env, ROOT])}
    for name in files + ["pyproject.toml"]:
        with open(os.path.join(ROOT, name), "rb") as handle:
            stamp[name] = hashlib.sha256(handle.read().replace(b"\r\n", b"\n")).hexdigest()
    return stamp


def is_ready(env, want):
    return os.path.exists(python_of(env)) and want.items() <= stamp_of(env).items()


def lock(env):
    """An open file that no second run can hold; closing it, or the end of this process, lets the next one go on."""
    os.makedirs(os.path.dirname(env), exist_ok=True)
    handle, told = open(env + ".lock", "ab"), False
    while True:
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except (BlockingIOError, PermissionError):
            if not told:
                say("Another run prepares the environment; waiting for it.", "別の実行が環境を準備中です。待ちます。")
            told = True
            time.sleep(0.3)
        except OSError:
            return handle  # a disk that knows no locks


def watch(command, environ, count=0):
    """Runs a step, showing how far it is; gives its output. Raises Trouble of the kind that the output tells."""
    lines, seen, live = [], 0, sys.stderr.isatty()
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.STDOUT)
    try:
        for raw in child.stdout or ():
            line = raw.decode("utf-8", "replace").rstrip()
            lines.append(line)
            seen += line.startswith("Collecting ")
            if live and count and line.split(" ")[0] in ("Collecting", "Installing"):
                sys.stderr.write("\r" + ("      %d of about %d: %s" % (seen, count, line))[:78].ljust(78))
        code = child.wait()
    finally:
        child.kill()
        sys.stderr.write("\r".ljust(79) + "\r" if live and count else "")
    if code:
        raise Trouble("\n".join(lines))
    return lines


def certificates(env, pip, environ):
    """For a pip before 24.2, which trusts its own list alone: that list and the system's, as PIP_CERT."""
    version = [int(part) for part in re.findall(r"\d+", watch(pip + ["--version"], environ)[-1])[:2]]
    chosen = {"PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"} & set(environ)
    if version >= [24, 2] or chosen or "cert=" in str(watch(pip + ["config", "list"], environ)):
        return {}
    texts = [ssl.DER_cert_to_PEM_cert(der) for der in ssl.create_default_context().get_ca_certs(binary_form=True)]
    if sys.platform == "darwin":
        texts += watch(["/usr/bin/security", "find-certificate", "-a", "-p"], environ)
    for name in glob.glob(os.path.join(glob.escape(env), "[Ll]ib", "**", "certifi", "cacert.pem"), recursive=True):
        with open(name, encoding="utf-8") as handle:
            texts.append(handle.read())
    with open(os.path.join(env, "certificates.pem"), "w", encoding="utf-8") as handle:
        handle.write("\n".join(texts))
    return {"PIP_CERT": handle.name}


def make(env, environ):
    """A new environment in place of what is there; the marker stays, so that it is ours at every moment."""
    os.makedirs(env, exist_ok=True)
    write_stamp(env, {})
    for entry in os.scandir(env):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        elif entry.name != MARKER:
            os.remove(entry.path)
    outside = sys.executable if sys.prefix == sys.base_prefix else getattr(sys, "_base_executable", sys.executable)
    watch([outside, "-I", "-m", "venv", env], environ)


def prepare(env, want, files, wheels, fresh):
    """Brings the environment to what is wanted, doing no more than its stamp asks for."""
    began, stamp = time.time(), stamp_of(env)
    environ = dict(clean(os.environ, env), PYTHONIOENCODING="utf-8:backslashreplace", PYTHONUNBUFFERED="1")
    pip = [python_of(env), "-s", "-P", "-m", "pip", "--no-input", "--disable-pip-version-check"]
    if fresh or stamp.get("python") != want["python"] or not os.path.exists(python_of(env)):
        say("[1/3] Making the Python environment: " + env, "[1/3] Python の環境を作っています。")
        make(env, environ)
        stamp = {}
    write_stamp(env, {})  # cut off from here on, the environment is half-made
    if any(stamp.get(name) != want[name] for name in files):
        sources = ["--no-index", "--find-links", os.path.abspath(wheels)] if wheels else []
        packages = set()
        for name in files:
            sources += ["-r", os.path.join(ROOT, name)]
            with open(os.path.join(ROOT, name), encoding="utf-8") as handle:
                packages.update(re.findall(r"(?m)^[\w.-]+(?===)", handle.read()))
        say("[2/3] Installing about %d packages" % len(packages), "[2/3] パッケージを導入しています。")
        environ = dict(environ, **({} if wheels else certificates(env, pip, environ)))
        options = ["--no-user", "--no-compile", "--require-hashes", "--only-binary", ":all:"]
        watch(pip + ["install"] + options + sources, environ, len(packages))
    say("[3/3] Installing sriovkit itself", "[3/3] sriovkit を導入しています。")
    options = ["--no-user", "--no-index", "--no-deps", "--no-build-isolation"]
    watch(pip + ["install"] + options + ["--editable", ROOT], environ)
    write_stamp(env, want)
    say("Ready after %.0f s." % (time.time() - began), "準備が整いました。")


def become(env, arguments):
    """Runs the command in the environment, on this terminal, and gives its exit code. Ctrl-C is the command's."""
    command, environ = [python_of(env), "-s", "-P"] + arguments, clean(os.environ, env)
    if not WINDOWS:
        os.execve(command[0], command, environ)
    child = subprocess.Popen(command, env=environ)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def main(argv):
    """The command's exit code; 3 where the set-up failed, 2 for wrong usage."""
    parser = argparse.ArgumentParser(usage=USAGE, allow_abbrev=False, add_help=False)
    parser.add_argument("--wheels")
    parser.add_argument("--fresh", action="store_true")
    options, rest = parser.parse_known_args(argv)
    if not rest or rest[0] not in COMMANDS:
        asked = rest[:1] in (["-h"], ["--help"])
        if rest and not asked:
            say("There is no '%s' here.\n" % rest[0], "「%s」というコマンドはありません。\n" % rest[0])
        say(USAGE, USAGE_JA)
        return 0 if asked else 2
    ours = rest[0] in ("test", "docs")  # they need more packages, and run in the checkout
    files, env = ["requirements.txt"] + (["requirements-test.txt"] if ours else []), places()[0]
    try:
        env = choose()
        want = wanted(env, files)
        if options.fresh or not is_ready(env, want):
            with lock(env):
                if options.fresh or not is_ready(env, want):
                    prepare(env, want, files, options.wheels, options.fresh)
        if ours:
            os.chdir(ROOT)
        return become(env, COMMANDS[rest[0]] + rest[1:])
    except (Trouble, OSError) as problem:
        return (problem if isinstance(problem, Trouble) else Trouble(str(problem))).explain(env)
    except KeyboardInterrupt:
        say("\nStopped. The same command starts again from here.", "中断しました。同じコマンドでやり直せます。")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
