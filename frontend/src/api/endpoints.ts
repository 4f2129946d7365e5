import { answer, api } from './client'
import type { components } from './schema'
import type * as T from './types'

type Schemas = components['schemas']
type Cursor = string | undefined

/** Every list comes a page at a time; the `cursor` is taken from the page's `next`. */
export function cursorOf(page: T.Page<unknown>): string | undefined {
  if (!page.next) return undefined
  return new URL(page.next, location.origin).searchParams.get('cursor') ?? undefined
}

const at = (id: string) => ({ params: { path: { id } } })

export const site = {
  get: (): Promise<T.Site> => answer(api.GET('/api/v1/site')),
  outbox: () => answer(api.GET('/api/v1/outbox')),
}

export const me = {
  get: async (): Promise<T.Me> => (await answer(api.GET('/api/v1/me'))) as T.Me,
  update: async (body: Schemas['PatchedMeRequest']): Promise<T.Me> =>
    (await answer(api.PATCH('/api/v1/me', { body }))) as T.Me,
}

export const tokens = {
  list: (): Promise<T.Page<T.ApiToken>> => answer(api.GET('/api/v1/tokens')),
  create: (body: Schemas['NewTokenRequestRequest']): Promise<T.ApiToken> =>
    answer(api.POST('/api/v1/tokens', { body })),
  remove: (token_id: string) =>
    answer(api.DELETE('/api/v1/tokens/{token_id}', { params: { path: { token_id } } })),
}

const team = (team_id: string) => ({ params: { path: { team_id } } })
const member = (team_id: string, member_id: string) => ({ params: { path: { team_id, member_id } } })

export const teams = {
  list: (): Promise<T.Page<T.Team>> => answer(api.GET('/api/v1/teams')),
  get: (id: string): Promise<T.Team> => answer(api.GET('/api/v1/teams/{team_id}', team(id))),
  create: (body: Schemas['TeamRequest']): Promise<T.Team> => answer(api.POST('/api/v1/teams', { body })),
  update: (id: string, body: Schemas['TeamRequest']): Promise<T.Team> =>
    answer(api.PATCH('/api/v1/teams/{team_id}', { ...team(id), body })),
  remove: (id: string) => answer(api.DELETE('/api/v1/teams/{team_id}', team(id))),
  members: (id: string): Promise<T.Member[]> => answer(api.GET('/api/v1/teams/{team_id}/members', team(id))),
  setRole: (id: string, memberId: string, role: T.Role): Promise<T.Member> =>
    answer(
      api.PATCH('/api/v1/teams/{team_id}/members/{member_id}', { ...member(id, memberId), body: { role } }),
    ),
  removeMember: (id: string, memberId: string) =>
    answer(api.DELETE('/api/v1/teams/{team_id}/members/{member_id}', member(id, memberId))),
  invitations: async (id: string): Promise<T.Page<T.Invitation>> =>
    (await answer(api.GET('/api/v1/teams/{team_id}/invitations', team(id)))) as T.Page<T.Invitation>,
  invite: async (id: string, body: Schemas['InvitationRequest']): Promise<T.Invitation> =>
    (await answer(
      api.POST('/api/v1/teams/{team_id}/invitations', { ...team(id), body }),
    )) as unknown as T.Invitation,
  revokeInvitation: (team_id: string, invitation_id: string) =>
    answer(
      api.DELETE('/api/v1/teams/{team_id}/invitations/{invitation_id}', {
        params: { path: { team_id, invitation_id } },
      }),
    ),
}

export const invitations = {
  get: (token: string): Promise<T.InvitationPreview> =>
    answer(api.GET('/api/v1/invitations/{token}', { params: { path: { token } } })),
  accept: (token: string) =>
    answer(api.POST('/api/v1/invitations/{token}/accept', { params: { path: { token } } })),
}

export const channels = {
  list: (teamId: string, cursor?: Cursor): Promise<T.Page<T.Channel>> =>
    answer(api.GET('/api/v1/channels', { params: { query: { team: teamId, cursor } } })),
  get: (id: string): Promise<T.Channel> => answer(api.GET('/api/v1/channels/{id}', at(id))),
  create: (body: Schemas['ChannelCreateRequest']): Promise<T.Channel> =>
    answer(api.POST('/api/v1/channels', { body })),
  update: (id: string, body: Schemas['PatchedChannelWriteRequest']): Promise<T.Channel> =>
    answer(api.PATCH('/api/v1/channels/{id}', { ...at(id), body })),
  remove: (id: string) => answer(api.DELETE('/api/v1/channels/{id}', at(id))),
}

export interface VideoFilters {
  channel?: string
  team?: string
  search?: string
  cover_state?: T.ArtworkState
  cursor?: Cursor
}

export const videos = {
  list: (query: VideoFilters): Promise<T.Page<T.Video>> =>
    answer(api.GET('/api/v1/videos', { params: { query } })),
  get: (id: string): Promise<T.Video> => answer(api.GET('/api/v1/videos/{id}', at(id))),
  update: (id: string, body: Schemas['PatchedVideoWriteRequest']): Promise<T.Video> =>
    answer(api.PATCH('/api/v1/videos/{id}', { ...at(id), body })),
  remove: (id: string) => answer(api.DELETE('/api/v1/videos/{id}', at(id))),
  digest: (video_id: string): Promise<T.Digest> =>
    answer(api.GET('/api/v1/videos/{video_id}/digest', { params: { path: { video_id } } })),
}

export const artworks = {
  get: (id: string): Promise<T.Artwork> => answer(api.GET('/api/v1/artworks/{id}', at(id))),
  versions: (id: string, cursor?: Cursor): Promise<T.Page<T.Version>> =>
    answer(api.GET('/api/v1/artworks/{id}/versions', { params: { path: { id }, query: { cursor } } })),
  retire: (id: string): Promise<T.Artwork> => answer(api.POST('/api/v1/artworks/{id}/retire', at(id))),
}

export const versions = {
  compare: (id: string, other: string): Promise<Schemas['Comparison']> =>
    answer(api.GET('/api/v1/versions/{id}/compare/{other}', { params: { path: { id, other } } })),
  submit: (id: string): Promise<T.Version> => answer(api.POST('/api/v1/versions/{id}/submit', at(id))),
  publish: (id: string): Promise<T.Version> => answer(api.POST('/api/v1/versions/{id}/publish', at(id))),
  restore: (id: string): Promise<T.Version> => answer(api.POST('/api/v1/versions/{id}/restore', at(id))),
}

export interface JobFilters {
  team?: string
  state?: T.JobState[]
  video?: string
  artwork?: string
  cursor?: Cursor
}

type MakeCandidates = Omit<Schemas['NewJobRequest'], 'kind' | 'video'> & { artwork: string }

export const jobs = {
  list: (query: JobFilters): Promise<T.Page<T.Job>> => answer(api.GET('/api/v1/jobs', { params: { query } })),
  get: (id: string): Promise<T.Job> => answer(api.GET('/api/v1/jobs/{id}', at(id))),
  makeCandidates: (body: MakeCandidates): Promise<T.Job> =>
    answer(api.POST('/api/v1/jobs', { body: { kind: 'make_candidates', ...body } })),
  understand: (video: string): Promise<T.Job> =>
    answer(api.POST('/api/v1/jobs', { body: { kind: 'understand', video } })),
  cancel: (id: string): Promise<T.Job> => answer(api.POST('/api/v1/jobs/{id}/cancel', at(id))),
  retry: (id: string): Promise<T.Job> => answer(api.POST('/api/v1/jobs/{id}/retry', at(id))),
}

const VERDICTS = {
  approve: '/api/v1/reviews/{id}/approve',
  request_changes: '/api/v1/reviews/{id}/request_changes',
  reject: '/api/v1/reviews/{id}/reject',
} as const

export const reviews = {
  list: (state: T.ReviewState, cursor?: Cursor): Promise<T.Page<T.Review>> =>
    answer(api.GET('/api/v1/reviews', { params: { query: { state, cursor } } })),
  get: (id: string): Promise<T.Review> => answer(api.GET('/api/v1/reviews/{id}', at(id))),
  /** `leaving` lets the request outlive the page that sends it. */
  decide: (
    id: string,
    verdict: T.ReviewVerdict,
    body: Schemas['DecideRequest'],
    leaving = false,
  ): Promise<T.Review> => answer(api.POST(VERDICTS[verdict], { ...at(id), body, keepalive: leaving })),
}

export const moderation = {
  policy: (): Promise<T.Policy> => answer(api.GET('/api/v1/moderation/policy')),
  setPolicy: (body: Schemas['PolicyRequest']): Promise<T.Policy> =>
    answer(api.PUT('/api/v1/moderation/policy', { body })),
}

export const publicPages = {
  channel: (handle: string): Promise<T.PublicChannel> =>
    answer(api.GET('/api/v1/public/channels/{handle}', { params: { path: { handle } } })),
}
