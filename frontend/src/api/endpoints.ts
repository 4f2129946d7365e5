import { api } from './client'
import type * as T from './types'

type Answer<X> = Promise<X>

/** Every list comes a page at a time; the `cursor` is taken from the page's `next`. */
export function cursorOf(page: T.Page<unknown>): string | undefined {
  if (!page.next) return undefined
  return new URL(page.next, location.origin).searchParams.get('cursor') ?? undefined
}

export const site = {
  get: (): Answer<T.Site> => api.get('/site'),
  outbox: (): Answer<{ results: T.OutboxMessage[] }> => api.get('/outbox'),
}

export const me = {
  get: (): Answer<T.Me> => api.get('/me'),
  update: (changes: Partial<Pick<T.Me, 'display_name' | 'language'>>): Answer<T.Me> =>
    api.patch('/me', changes),
}

export const tokens = {
  list: (): Answer<T.Page<T.ApiToken>> => api.get('/tokens'),
  create: (body: { name: string }): Answer<T.ApiToken> => api.post('/tokens', body),
  remove: (id: string) => api.delete(`/tokens/${id}`),
}

export const teams = {
  list: (): Answer<T.Page<T.Team>> => api.get('/teams'),
  get: (id: string): Answer<T.Team> => api.get(`/teams/${id}`),
  create: (body: { name: string }): Answer<T.Team> => api.post('/teams', body),
  update: (id: string, body: { name: string }): Answer<T.Team> => api.patch(`/teams/${id}`, body),
  remove: (id: string) => api.delete(`/teams/${id}`),
  members: (id: string): Answer<T.Page<T.Member>> => api.get(`/teams/${id}/members`),
  setRole: (id: string, member: string, role: T.Role): Answer<T.Member> =>
    api.patch(`/teams/${id}/members/${member}`, { role }),
  removeMember: (id: string, member: string) => api.delete(`/teams/${id}/members/${member}`),
  invitations: (id: string): Answer<T.Page<T.Invitation>> => api.get(`/teams/${id}/invitations`),
  invite: (id: string, body: { role: T.Role; email?: string }): Answer<T.Invitation> =>
    api.post(`/teams/${id}/invitations`, body),
  revokeInvitation: (id: string, invitation: string) => api.delete(`/teams/${id}/invitations/${invitation}`),
}

export const invitations = {
  get: (token: string): Answer<T.InvitationPreview> => api.get(`/invitations/${token}`),
  accept: (token: string): Answer<T.TeamBrief> => api.post(`/invitations/${token}/accept`),
}

export type ChannelChanges = Pick<T.Channel, 'platform' | 'title' | 'handle' | 'description' | 'links'>

export const channels = {
  list: (team: string, cursor?: string): Answer<T.Page<T.Channel>> => api.get('/channels', { team, cursor }),
  get: (id: string): Answer<T.Channel> => api.get(`/channels/${id}`),
  create: (body: { team: string } & Partial<ChannelChanges>): Answer<T.Channel> =>
    api.post('/channels', body),
  update: (id: string, body: Partial<ChannelChanges>): Answer<T.Channel> =>
    api.patch(`/channels/${id}`, body),
  remove: (id: string) => api.delete(`/channels/${id}`),
}

export interface VideoFilters {
  channel?: string
  team?: string
  search?: string
  cover_state?: T.ArtworkState
  cursor?: string
}

export const videos = {
  list: (filters: VideoFilters): Answer<T.Page<T.Video>> => api.get('/videos', { ...filters }),
  get: (id: string): Answer<T.Video> => api.get(`/videos/${id}`),
  update: (id: string, body: Partial<Pick<T.Video, 'title' | 'description' | 'tags'>>): Answer<T.Video> =>
    api.patch(`/videos/${id}`, body),
  remove: (id: string) => api.delete(`/videos/${id}`),
  digest: (id: string): Answer<T.Digest> => api.get(`/videos/${id}/digest`),
}

export const artworks = {
  get: (id: string): Answer<T.Artwork> => api.get(`/artworks/${id}`),
  versions: (id: string, cursor?: string): Answer<T.Page<T.Version>> =>
    api.get(`/artworks/${id}/versions`, { cursor }),
  retire: (id: string): Answer<T.Artwork> => api.post(`/artworks/${id}/retire`),
}

export const versions = {
  submit: (id: string): Answer<T.Version> => api.post(`/versions/${id}/submit`),
  publish: (id: string): Answer<T.Version> => api.post(`/versions/${id}/publish`),
  restore: (id: string): Answer<T.Version> => api.post(`/versions/${id}/restore`),
}

export interface JobFilters {
  team?: string
  state?: T.JobState
  video?: string
  artwork?: string
  cursor?: string
}

export const jobs = {
  list: (filters: JobFilters): Answer<T.Page<T.Job>> => api.get('/jobs', { ...filters }),
  get: (id: string): Answer<T.Job> => api.get(`/jobs/${id}`),
  makeCandidates: (body: Omit<T.MakeCandidates, 'kind'>): Answer<T.Job> =>
    api.post('/jobs', { kind: 'make_candidates', ...body }),
  understand: (video: string): Answer<T.Job> => api.post('/jobs', { kind: 'understand', video }),
  cancel: (id: string): Answer<T.Job> => api.post(`/jobs/${id}/cancel`),
  retry: (id: string): Answer<T.Job> => api.post(`/jobs/${id}/retry`),
}

export const reviews = {
  list: (state: T.ReviewState, cursor?: string): Answer<T.Page<T.Review>> =>
    api.get('/reviews', { state, cursor }),
  get: (id: string): Answer<T.Review> => api.get(`/reviews/${id}`),
  decide: (
    id: string,
    verdict: T.ReviewVerdict,
    body: { sha256: string; reason?: string; note?: string },
    keepalive = false,
  ): Answer<T.Review> => api.post(`/reviews/${id}/${verdict}`, body, { keepalive }),
}

export const publicPages = {
  channel: (handle: string): Answer<T.PublicChannel> =>
    api.get(`/public/channels/${encodeURIComponent(handle)}`),
}
