import { QueryClient } from '@tanstack/vue-query'
import { Problem } from './problem'

/**
 * The names under which server state is kept. A list key holds its filters last, so that
 * `invalidateQueries({ queryKey: ['videos'] })` reaches every list of videos at once.
 */
export const keys = {
  site: () => ['site'] as const,
  me: () => ['me'] as const,
  outbox: () => ['outbox'] as const,
  tokens: () => ['tokens'] as const,
  sessions: () => ['sessions'] as const,
  authenticators: () => ['authenticators'] as const,
  teams: () => ['teams'] as const,
  team: (id: string) => ['team', id] as const,
  members: (team: string) => ['members', team] as const,
  invitations: (team: string) => ['invitations', team] as const,
  invitation: (token: string) => ['invitation', token] as const,
  channels: (team: string) => ['channels', team] as const,
  channel: (id: string) => ['channel', id] as const,
  videos: (filters: object) => ['videos', filters] as const,
  video: (id: string) => ['video', id] as const,
  digest: (video: string) => ['digest', video] as const,
  words: (video: string) => ['words', video] as const,
  brief: (artwork: string) => ['brief', artwork] as const,
  artwork: (id: string) => ['artwork', id] as const,
  versions: (artwork: string) => ['versions', artwork] as const,
  comparison: (first: string, second: string) => ['comparison', first, second] as const,
  kits: (version: string) => ['kits', version] as const,
  jobs: (filters: object) => ['jobs', filters] as const,
  job: (id: string) => ['job', id] as const,
  reviews: (state: string) => ['reviews', state] as const,
  policy: () => ['policy'] as const,
  review: (id: string) => ['review', id] as const,
  publicChannel: (handle: string) => ['public-channel', handle] as const,
}

/** Only an answer that never came, or a server in trouble, is worth asking for again. */
export function worthRetrying(failures: number, error: unknown): boolean {
  if (failures >= 2) return false
  return error instanceof Problem && (error.status === 0 || error.status >= 502)
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 30 * 60_000,
        retry: worthRetrying,
        refetchOnWindowFocus: true,
        // Without a network a question is asked and fails at once: the page then says so instead of waiting for ever.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
