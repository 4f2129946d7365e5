import { commonHeaders } from './client'
import { offlineProblem, Problem, problemFrom, type FieldProblem } from './problem'

/**
 * The headless, in-browser flows of django-allauth. A 401 is no failure there: it says which step
 * comes next (`flows`), so it is answered as data, and only true refusals are thrown.
 */
export type FlowId =
  | 'login'
  | 'signup'
  | 'verify_email'
  | 'mfa_authenticate'
  | 'password_reset_by_code'
  | 'reauthenticate'
  | 'mfa_reauthenticate'
  | (string & {})

export interface Flow {
  id: FlowId
  is_pending?: boolean
  types?: string[]
}

export interface AuthAnswer {
  authenticated: boolean
  /** The step that waits to be finished, if any. */
  pending: FlowId | null
  /** True when the person is signed in but must prove it again for this act. */
  mustProve: boolean
  flows: Flow[]
}

interface Envelope {
  status: number
  data?: { flows?: Flow[]; user?: unknown } & Record<string, unknown>
  meta?: { is_authenticated?: boolean } & Record<string, unknown>
  errors?: { code: string; message: string; param?: string }[]
}

const ROOT = '/_allauth/browser/v1'

async function call(method: string, path: string, body?: unknown): Promise<Envelope> {
  const headers = commonHeaders(method)
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(ROOT + path, {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch {
    throw offlineProblem()
  }
  const text = await response.text()
  let parsed: Envelope
  try {
    parsed = text ? JSON.parse(text) : { status: response.status }
  } catch {
    throw problemFrom(response.status, undefined)
  }
  return { ...parsed, status: response.status }
}

/** Turn allauth's list of errors into our `Problem`. */
export function problemOf(envelope: Envelope): Problem {
  const fields: Record<string, FieldProblem[]> = {}
  let detail = ''
  for (const error of envelope.errors ?? []) {
    if (error.param) (fields[error.param] ??= []).push({ code: error.code, message: error.message })
    else detail ||= error.message
  }
  const first = envelope.errors?.[0]
  const general = problemFrom(envelope.status, undefined)
  return new Problem({ status: envelope.status, code: first?.code ?? general.code, detail, fields })
}

export function answerOf(envelope: Envelope): AuthAnswer {
  const flows = envelope.data?.flows ?? []
  const authenticated = envelope.meta?.is_authenticated ?? envelope.status === 200
  return {
    authenticated,
    pending: flows.find((flow) => flow.is_pending)?.id ?? null,
    mustProve: envelope.status === 401 && authenticated,
    flows,
  }
}

async function step(method: string, path: string, body?: unknown): Promise<AuthAnswer> {
  const envelope = await call(method, path, body)
  if (envelope.status < 300 || envelope.status === 401) return answerOf(envelope)
  throw problemOf(envelope)
}

/** For acts of a signed-in person: 401 means "prove it is you", thrown as `reauthentication_required`. */
async function act(method: string, path: string, body?: unknown): Promise<Envelope> {
  const envelope = await call(method, path, body)
  if (envelope.status < 300) return envelope
  if (envelope.status === 401)
    throw new Problem({
      status: 401,
      code: answerOf(envelope).mustProve ? 'reauthentication_required' : 'not_authenticated',
    })
  throw problemOf(envelope)
}

export interface Session {
  id: number
  user_agent: string
  ip: string
  created_at: number
  last_seen_at?: number
  is_current: boolean
}

export interface Authenticator {
  type: 'totp' | 'recovery_codes' | 'webauthn'
  created_at: number
  last_used_at: number | null
  unused_code_count?: number
  unused_codes?: string[]
}

export interface TotpSetup {
  secret: string
  url: string
}

export const auth = {
  session: () => step('GET', '/auth/session'),
  signIn: (email: string, password: string) => step('POST', '/auth/login', { email, password }),
  signOut: () => step('DELETE', '/auth/session'),
  signUp: (email: string, password: string) => step('POST', '/auth/signup', { email, password }),
  verifyEmail: (key: string) => step('POST', '/auth/email/verify', { key }),
  resendCode: () => act('POST', '/auth/email/verify/resend'),
  requestReset: (email: string) => step('POST', '/auth/password/request', { email }),
  resetPassword: (key: string, password: string) => step('POST', '/auth/password/reset', { key, password }),
  authenticate: (code: string) => step('POST', '/auth/2fa/authenticate', { code }),
  reauthenticate: (password: string) => step('POST', '/auth/reauthenticate', { password }),
  reauthenticateByCode: (code: string) => step('POST', '/auth/2fa/reauthenticate', { code }),
  changePassword: (current_password: string, new_password: string) =>
    act('POST', '/account/password/change', { current_password, new_password }),

  async sessions(): Promise<Session[]> {
    return ((await act('GET', '/auth/sessions')).data ?? []) as unknown as Session[]
  },
  endSessions: (ids: number[]) => act('DELETE', '/auth/sessions', { sessions: ids }),

  async authenticators(): Promise<Authenticator[]> {
    return ((await act('GET', '/account/authenticators')).data ?? []) as unknown as Authenticator[]
  },
  /** The secret to enrol, or null when an authenticator app is already set up. */
  async totpSetup(): Promise<TotpSetup | null> {
    const envelope = await call('GET', '/account/authenticators/totp')
    if (envelope.status === 200) return null
    if (envelope.status === 404 && envelope.meta)
      return { secret: String(envelope.meta.secret), url: String(envelope.meta.totp_url) }
    if (envelope.status === 401) throw new Problem({ status: 401, code: 'reauthentication_required' })
    throw problemOf(envelope)
  },
  activateTotp: (code: string) => act('POST', '/account/authenticators/totp', { code }),
  deactivateTotp: () => act('DELETE', '/account/authenticators/totp'),
  async recoveryCodes(): Promise<string[]> {
    const envelope = await act('GET', '/account/authenticators/recovery-codes')
    return (envelope.data?.unused_codes as string[] | undefined) ?? []
  },
}
