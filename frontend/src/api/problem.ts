/** One complaint about one field of a form. */
export interface FieldProblem {
  code: string
  message: string
}

/**
 * What the server (or the network) answered instead of a result: RFC 9457 `problem+json` with our `code`.
 * `status` is 0 when no answer came at all; `code` is then `offline`.
 */
export class Problem extends Error {
  readonly code: string
  readonly detail: string
  readonly status: number
  readonly fields: Record<string, FieldProblem[]>

  constructor(init: {
    code: string
    detail?: string
    status?: number
    fields?: Record<string, FieldProblem[]>
  }) {
    super(init.detail || init.code)
    this.name = 'Problem'
    this.code = init.code
    this.detail = init.detail ?? ''
    this.status = init.status ?? 0
    this.fields = init.fields ?? {}
  }

  /** Messages for one field, ready for a text field's `error-messages`. */
  messages(field: string): string[] {
    return (this.fields[field] ?? []).map((problem) => problem.message)
  }
}

const CODE_OF_STATUS: Record<number, string> = {
  400: 'validation_error',
  401: 'not_authenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  429: 'throttled',
  507: 'storage_full',
}

/** Read an error answer into a `Problem`, whatever its body turns out to be. */
export function problemFrom(status: number, body: unknown): Problem {
  const data = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const fallback = CODE_OF_STATUS[status] ?? (status >= 500 ? 'internal_error' : 'unknown')
  return new Problem({
    status,
    code: typeof data.code === 'string' ? data.code : fallback,
    detail: typeof data.detail === 'string' ? data.detail : '',
    fields: (data.fields as Record<string, FieldProblem[]> | undefined) ?? {},
  })
}

/** A request that never got an answer. */
export function offlineProblem(): Problem {
  return new Problem({ code: 'offline', status: 0 })
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem({ code: 'unknown', detail: '' })
}
