import { currentLanguage } from '@/i18n/language'
import { offlineProblem, problemFrom } from './problem'

export type Query = Record<string, string | number | boolean | string[] | null | undefined>

interface RequestOptions {
  query?: Query
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  /** Let the request outlive the page, for what is sent while it closes. */
  keepalive?: boolean
}

type SignedOutListener = () => void
const signedOutListeners = new Set<SignedOutListener>()

/** Called whenever the API says that nobody is signed in any more. */
export function onSignedOut(listener: SignedOutListener): () => void {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}

export function csrfToken(): string {
  const found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)
  return found?.[1] ? decodeURIComponent(found[1]) : ''
}

/** Headers that every call of ours carries. */
export function commonHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': currentLanguage(),
  }
  if (method !== 'GET') headers['X-CSRFToken'] = csrfToken()
  return headers
}

export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue
    if (Array.isArray(value)) value.forEach((one) => search.append(name, one))
    else search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

/** Send one request and give the parsed answer, or throw a `Problem`. */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const headers = { ...commonHeaders(method), ...options.headers }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
      keepalive: options.keepalive,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw offlineProblem()
  }
  const data = await readBody(response)
  if (response.ok) return data as T
  const problem = problemFrom(response.status, data)
  if (problem.code === 'not_authenticated') signedOutListeners.forEach((listener) => listener())
  throw problem
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const text = await response.text()
  if (!text) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const ROOT = '/api/v1'

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    request<T>('GET', ROOT + path, { query, signal }),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) =>
    request<T>('POST', ROOT + path, { ...options, body: body ?? {} }),
  put: <T>(path: string, body?: unknown) => request<T>('PUT', ROOT + path, { body }),
  patch: <T>(path: string, body?: unknown) => request<T>('PATCH', ROOT + path, { body }),
  delete: <T = void>(path: string) => request<T>('DELETE', ROOT + path),
}
