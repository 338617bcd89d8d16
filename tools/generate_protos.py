"""Generates gen/ from proto/, or with --check says whether gen/ is in step.

gen/ is committed so that an install needs no generator, and never edited: the stale is deleted and everything is
written anew. buf/validate is generated too, since our messages import it and no runtime package carries it.
"""

import argparse
import filecmp
import shutil
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from grpc_tools import protoc

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
COMMITTED = ROOT / "gen"
VENDORED = ("third_party/googleapis", "third_party/protovalidate")
REMEDY = "gen/ is not what proto/ generates: run `make proto` and commit the result"


def generate(*, into: Path) -> None:
    """Write messages, their stubs and the gRPC services of every proto file below *into*."""
    sources = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("proto/**/*.proto"))]
    includes = ["proto", *VENDORED, str(files("grpc_tools") / "_proto")]
    plugins = [f"--plugin={name}={BIN / name}" for name in ("protoc-gen-mypy", "protoc-gen-mypy_grpc")]
    base = ["protoc", *(f"--proto_path={include}" for include in includes), *plugins]
    messages = [f"--python_out={into}", f"--mypy_out=quiet:{into}"]
    services = [f"--grpc_python_out={into}", f"--mypy_grpc_out=quiet:{into}"]
    _protoc([*base, *messages, "third_party/protovalidate/buf/validate/validate.proto"])
    if sources:
        _protoc([*base, *messages, *services, *sources])
    _drop_empty_services(into)
    for package in [path for path in into.rglob("*") if path.is_dir()]:
        (package / "__init__.py").write_text('"""Generated from proto/ by `make proto`; never edited."""\n')
    for top in into.iterdir():
        (top / "py.typed").touch()


def _protoc(command: list[str]) -> None:
    if protoc.main(command) != 0:
        sys.exit("make proto: protoc refused the files above")


def _drop_empty_services(into: Path) -> None:
    """The gRPC plugins write a file for every proto; only those with a service are of use."""
    for services in into.rglob("*_pb2_grpc.py"):
        if "Servicer" not in services.read_text():
            services.unlink()
            services.with_suffix(".pyi").unlink()


def differences(generated: Path) -> list[str]:
    """Name every file that is missing, stale or superfluous in gen/."""
    names = {
        path.relative_to(root) for root in (generated, COMMITTED) for path in root.rglob("*.py*") if _is_source(path)
    }
    return sorted(str(name) for name in names if not _same(generated / name, COMMITTED / name))


def _is_source(path: Path) -> bool:
    return path.suffix in {".py", ".pyi"} or path.name == "py.typed"


def _same(left: Path, right: Path) -> bool:
    return left.is_file() and right.is_file() and filecmp.cmp(left, right, shallow=False)


def main() -> None:
    """Generate into a fresh directory first, so that a refused proto leaves gen/ as it was."""
    parser = argparse.ArgumentParser(description="Generate gen/ from proto/.")
    parser.add_argument("--check", action="store_true", help="compare with gen/ and change nothing")
    check: bool = parser.parse_args().check
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "gen"
        fresh.mkdir()
        generate(into=fresh)
        if not check:
            shutil.rmtree(COMMITTED, ignore_errors=True)
            shutil.copytree(fresh, COMMITTED)
        elif stale := differences(fresh):
            sys.exit("\n  ".join([f"make proto-check: {REMEDY}", *stale]))


if __name__ == "__main__":
    main()
