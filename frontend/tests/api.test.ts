import { describe, expect, it, vi } from 'vitest'
import { answerOf, auth, problemOf } from '@/api/allauth'
import { onSignedOut } from '@/api/client'
import { cursorOf, me, teams, videos } from '@/api/endpoints'
import { Problem, problemFrom } from '@/api/problem'
import { worthRetrying } from '@/api/queries'
import { useLanguageRef } from '@/i18n/language'

function answering(status: number, body?: unknown, type = 'application/json') {
  const calls: Request[] = []
  vi.stubGlobal(
    'fetch',
    vi.fn(async (input: Request | string, init?: RequestInit) => {
      calls.push(input instanceof Request ? input : new Request(new URL(input, location.origin), init))
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      return new Response(status === 204 ? null : text, { status, headers: { 'Content-Type': type } })
    }),
  )
  return calls
}

const caught = async (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => Promise.reject(new Error('it should have failed')),
    (error: unknown) => error as Problem,
  )

describe('problems', () => {
  it('keeps code, detail and the messages of each field', async () => {
    answering(
      400,
      {
        code: 'validation_error',
        detail: 'Check the form.',
        status: 400,
        fields: { name: [{ code: 'blank', message: 'Say a name.' }] },
      },
      'application/problem+json',
    )
    const problem = await caught(teams.create({ name: '' }))
    expect(problem).toBeInstanceOf(Problem)
    expect([problem.code, problem.detail, problem.status]).toEqual([
      'validation_error',
      'Check the form.',
      400,
    ])
    expect(problem.messages('name')).toEqual(['Say a name.'])
    expect(problem.messages('other')).toEqual([])
  })

  it.each([
    [403, 'forbidden'],
    [404, 'not_found'],
    [409, 'conflict'],
    [429, 'throttled'],
    [502, 'internal_error'],
    [507, 'storage_full'],
  ])('finds a code for a bare %i', (status, code) => {
    expect(problemFrom(status, '<html>').code).toBe(code)
  })

  it('calls a request without an answer offline, and asks again only for those and for a server in trouble', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')))
    const problem = await caught(me.get())
    expect([problem.code, problem.status]).toEqual(['offline', 0])
    expect(worthRetrying(0, problem)).toBe(true)
    expect(worthRetrying(2, problem)).toBe(false)
    expect(worthRetrying(0, problemFrom(503, undefined))).toBe(true)
    expect(worthRetrying(0, problemFrom(404, undefined))).toBe(false)
  })

  it('tells when nobody is signed in any more', async () => {
    answering(401, { code: 'not_authenticated', status: 401 })
    const heard = vi.fn()
    const stop = onSignedOut(heard)
    await caught(me.get())
    stop()
    expect(heard).toHaveBeenCalledOnce()
  })
})

describe('requests', () => {
  it('carry the language on the screen and, when they change something, the CSRF token', async () => {
    document.cookie = 'csrftoken=abc123'
    const calls = answering(200, {})
    useLanguageRef().value = 'ru'
    await videos.list({ team: 't', cover_state: 'draft', search: undefined })
    await me.update({ display_name: 'Анна' })
    expect(new URL(calls[0]!.url).search).toBe('?team=t&cover_state=draft')
    expect(calls[0]!.headers.get('Accept-Language')).toBe('ru')
    expect(calls[0]!.headers.get('X-CSRFToken')).toBeNull()
    expect(calls[1]!.headers.get('X-CSRFToken')).toBe('abc123')
    useLanguageRef().value = 'en'
  })

  it('reads the cursor out of the link to the next page', () => {
    expect(cursorOf({ next: 'http://x/api/v1/videos?cursor=cD0y&team=t', results: [] })).toBe('cD0y')
    expect(cursorOf({ next: null, results: [] })).toBeUndefined()
  })
})

describe('sign-in steps', () => {
  it('takes a 401 for the step that comes next', async () => {
    answering(401, {
      status: 401,
      data: { flows: [{ id: 'login' }, { id: 'verify_email', is_pending: true }] },
      meta: { is_authenticated: false },
    })
    const answer = await auth.signUp('a@example.org', 'long enough')
    expect(answer).toMatchObject({ authenticated: false, pending: 'verify_email', mustProve: false })
  })

  it('knows a demand for proof from being signed out', () => {
    const flows = [{ id: 'reauthenticate' }]
    expect(answerOf({ status: 401, data: { flows }, meta: { is_authenticated: true } }).mustProve).toBe(true)
    expect(answerOf({ status: 401, data: { flows: [] }, meta: { is_authenticated: false } }).mustProve).toBe(
      false,
    )
  })

  it('gives the service’s complaints to their fields and the rest to the form', () => {
    const problem = problemOf({
      status: 400,
      errors: [
        { code: 'email_password_mismatch', message: 'No such pair.', param: 'password' },
        { code: 'x', message: 'Something else.' },
      ],
    })
    expect(problem.messages('password')).toEqual(['No such pair.'])
    expect(problem.detail).toBe('Something else.')
  })

  it('reads the secret to enrol out of the answer that there is none yet', async () => {
    answering(404, { status: 404, meta: { secret: 'JBSW', totp_url: 'otpauth://totp/x' } })
    expect(await auth.totpSetup()).toEqual({ secret: 'JBSW', url: 'otpauth://totp/x' })
  })
})
