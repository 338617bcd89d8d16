"""The interceptors in their order, the outermost first."""

from adapters.grpc_api.authenticator import Authenticator
from adapters.grpc_api.call import Interceptor
from adapters.grpc_api.interceptors.caller import CallerInterceptor
from adapters.grpc_api.interceptors.deadline import DeadlineInterceptor
from adapters.grpc_api.interceptors.error_status import ErrorStatusInterceptor
from adapters.grpc_api.interceptors.logging import LoggingInterceptor
from adapters.grpc_api.interceptors.validation import ValidationInterceptor
from adapters.grpc_api.message_rules import MessageRules
from adapters.grpc_api.statuses import Statuses

_LONGEST_CALL_SECONDS = 30.0
_LONGEST_STREAM_SECONDS = 3600.0


def interceptor_chain(
    *, authenticator: Authenticator, rules: MessageRules, statuses: Statuses
) -> tuple[Interceptor, ...]:
    """What every rpc of ours passes; health and reflection, which are grpc's own, do not.

    A stranger is turned away before a byte of the request is read, and what is refused is refused in one form.
    """
    return (
        LoggingInterceptor(),
        ErrorStatusInterceptor(statuses=statuses),
        DeadlineInterceptor(longest_call=_LONGEST_CALL_SECONDS, longest_stream=_LONGEST_STREAM_SECONDS),
        CallerInterceptor(authenticator=authenticator),
        ValidationInterceptor(rules=rules),
    )
