import { AxiosError, type AxiosResponse, CanceledError, type InternalAxiosRequestConfig } from 'axios'
import { isFairleadError } from '../../errors.ts'
import type { Watch } from './watch.ts'

/** What axios code asks of `error.request` and `response.request`: that there is one, and where it ended. */
export interface SentRequest {
  readonly method: string
  readonly url: string
  /** The final URL, after redirects. */
  responseURL?: string
}

/** What axios throws for a status that `validateStatus` refuses. */
export function statusError(response: AxiosResponse): AxiosError {
  const { status, config } = response
  const code = status >= 400 && status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE
  return new AxiosError(`Request failed with status code ${status}`, code, config, response.request, response)
}

/** The error axios code expects; its `cause`, which no serialiser sees, is the client's own error. */
export function axiosErrorOf(
  error: unknown,
  config: InternalAxiosRequestConfig,
  request: SentRequest,
  watch: Watch,
): AxiosError {
  const translated = translate(error, config, watch)
  translated.request ??= request
  return translated
}

function translate(error: unknown, config: InternalAxiosRequestConfig, watch: Watch): AxiosError {
  if (error instanceof AxiosError) return error
  if (watch.timedOut()) return timeoutError(config)
  if (watch.signal.aborted) return canceled(config, watch.signal.reason)
  const { name, cause } = error as Partial<Error>
  const failure = isFairleadError(error) ? error : isFairleadError(cause) ? cause : undefined
  if (failure?.kind === 'timeout' || name === 'TimeoutError') return timeoutError(config, error)
  if (failure?.kind === 'abort') return canceled(config, failure.cause)
  // Browsers turn the error of a body into a bare TypeError.
  if (failure ? failure.kind === 'network' : name === 'TypeError')
    return withCause(new AxiosError('Network Error', AxiosError.ERR_NETWORK, config), failure ?? error)
  // Thrown by the caller's own code, such as a progress listener.
  if (!failure) return AxiosError.from(error, undefined, config)
  return withCause(
    new AxiosError(failure.message, codeOf(failure.kind, 'reason' in failure ? failure.reason : undefined), config),
    failure,
  )
}

function codeOf(kind: string, reason: string | undefined): string {
  if (kind === 'decode') return AxiosError.ERR_BAD_RESPONSE
  return reason === 'origin' ? AxiosError.ERR_INVALID_URL : AxiosError.ERR_BAD_REQUEST
}

function timeoutError(config: InternalAxiosRequestConfig, cause?: unknown): AxiosError {
  const { timeout, timeoutErrorMessage, transitional } = config
  const message = timeoutErrorMessage ?? (timeout ? `timeout of ${timeout}ms exceeded` : 'timeout exceeded')
  const code = transitional?.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED
  return withCause(new AxiosError(message, code, config), cause)
}

function canceled(config: InternalAxiosRequestConfig, reason: unknown): AxiosError {
  // A cancel token's reason is the error itself, with the message its owner gave.
  if (reason instanceof CanceledError) return reason
  return withCause(new CanceledError('canceled', config), reason)
}

function withCause<E extends AxiosError>(error: E, cause: unknown): E {
  return cause === undefined
    ? error
    : Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true })
}
