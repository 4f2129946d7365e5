import createClient from 'openapi-fetch'
import { currentLanguage } from '@/i18n/language'
import { offlineProblem, problemFrom } from './problem'
import type { paths } from './schema'

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

/** Every call of the contract, typed by it. Answers go through `answer`, which throws a `Problem`. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  // Looked up at each call: the page's fetch may be replaced after this module is loaded.
  fetch: (request: Request) => globalThis.fetch(request),
})

api.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(commonHeaders(request.method)))
      request.headers.set(name, value)
    return request
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined
    return offlineProblem()
  },
})

interface Fetched<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The answer's data, or the `Problem` that came instead of it. */
export async function answer<T>(call: Promise<Fetched<T>>): Promise<T> {
  const { data, error, response } = await call
  if (response.ok) return data as T
  const problem = problemFrom(response.status, error)
  if (problem.code === 'not_authenticated') signedOutListeners.forEach((listener) => listener())
  throw problem
}
