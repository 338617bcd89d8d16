"""Click's hand on the telephone: posts a form to the merchant and reports what came of it."""

from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.sandbox.click.calls import Form
from adapters.sandbox.click.exchange import Exchange, Silence, answered, unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long Click waits and how often it repeats; the real figures are not published.

    Attributes:
        answer_seconds: how long a merchant may take for an answer.
        pauses_seconds: the pauses before each repetition of an unanswered Complete; their number bounds the repeats.
        silence_seconds: how long a merchant's call that is to time out hangs before the connection breaks.
        slow_seconds: how long a slow answer takes.
    """

    answer_seconds: float = 5.0
    pauses_seconds: tuple[float, ...] = (0.5, 1.5)
    silence_seconds: float = 25.0
    slow_seconds: float = 2.0


class MerchantCaller:
    """Calls the webhooks of merchants."""

    def __init__(self, *, session: ClientSession, patience: Patience) -> None:
        self._session = session
        self._timeout = ClientTimeout(total=patience.answer_seconds)

    async def call(self, *, url: str, form: Form) -> Exchange:
        """Post the form; a merchant that fails is an exchange without an answer, never an error."""
        try:
            async with self._session.post(url, data=dict(form), timeout=self._timeout, allow_redirects=False) as reply:
                return answered(form, status=reply.status, body=await reply.text(errors="replace"))
        except TimeoutError:
            return unanswered(form, Silence.TIMED_OUT)
        except ClientError:
            return unanswered(form, Silence.UNREACHABLE)
