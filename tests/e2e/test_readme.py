"""What the README tells a reader to type works, in its order, against a real service.

Before a bash block that is tried out stands `<!-- executed -->`; where the reader pays, `<!-- pay here -->`.
"""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bootstrap.demo.payer import Payer
from tests.e2e.service import ROOT, RunningService, address_of, environment

_STEP = re.compile(r"<!-- pay here -->|<!-- executed -->\s*```bash\n(?P<block>.*?)\n```", re.DOTALL)
_LINK = re.compile(r"https?://[^\s\"']+/sandbox/click/pay\?[^\s\"'\\]+")
_DONE = "the block has ended with"


@dataclass(frozen=True, kw_only=True)
class Shell:
    """One session of bash: what a block sets, the next ones know."""

    process: subprocess.Popen[str]

    def run(self, block: str) -> tuple[int, str]:
        """Exit code and output of a block."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        # In a function, so that a failing line ends the block and not the session.
        self.process.stdin.write(f'block() {{\n{block}\n}}\nblock </dev/null 2>&1; echo "{_DONE} $?"\n')
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if _DONE in line:
                return int(line.rsplit(maxsplit=1)[1]), "".join(lines)
            lines.append(line)
        return -1, "".join(lines)


@contextmanager
def shell(service: RunningService) -> Iterator[Shell]:
    """A reader's terminal in the root of the repository."""
    settings = environment(service.home, **address_of(service))
    settings["PATH"] = f"{ROOT / '.venv/bin'}:{settings['PATH']}"
    with subprocess.Popen(
        ["bash"], cwd=ROOT, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Shell(process=process)
        assert process.stdin is not None
        process.stdin.close()


def here(block: str, service: RunningService) -> str:
    """The block with the addresses of this service for those of a reader's."""
    port = service.grpc.rpartition(":")[2]
    text = re.sub(r"(localhost|127\.0\.0\.1):50051", f"127.0.0.1:{port}", block)
    text = re.sub(r"http://(localhost|127\.0\.0\.1):8080", service.http, text)
    return re.sub(r"(\./)?\.hamyon\b", str(service.home), text)


async def test_every_block_of_the_readme_works_as_printed(service: RunningService, payer: Payer) -> None:
    """The blocks are run one after another in one shell; the payer pays the last link that was printed."""
    steps = list(_STEP.finditer((ROOT / "README.md").read_text()))
    assert [step for step in steps if step["block"]], "the README has no executed block"
    printed = ""
    with shell(service) as terminal:
        for step in steps:
            if step["block"] is None:
                links = _LINK.findall(printed)
                assert links, f"nothing to pay in {printed}"
                assert "paid" == await payer.pay(links[-1])
                continue
            code, output = terminal.run(here(step["block"], service))
            assert 0 == code, f"{step['block']}\n{output}"
            printed += output
