import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useQuery, type QueryClient } from '@tanstack/vue-query'
import { useStorage } from './useStorage'
import { me } from '@/api/endpoints'
import { Problem } from '@/api/problem'
import { keys } from '@/api/queries'
import type { Me, Role } from '@/api/types'

const RANK: Record<Role, number> = { viewer: 0, author: 1, editor: 2, owner: 3 }

/** Whether `role` may do what `needed` may do. */
export function roleAtLeast(role: Role | null | undefined, needed: Role): boolean {
  return role ? RANK[role] >= RANK[needed] : false
}

const meQuery = { queryKey: keys.me(), queryFn: me.get, staleTime: 60_000 }

/** The signed-in person. Pages that need no account ask nothing unless `enabled` says so. */
export function useMe(enabled: MaybeRefOrGetter<boolean> = true) {
  return useQuery({ ...meQuery, enabled: computed(() => toValue(enabled)) })
}

/** Who is signed in, from the cache or the server; null when nobody is. */
export async function fetchMe(queries: QueryClient): Promise<Me | null> {
  try {
    return await queries.fetchQuery(meQuery)
  } catch (error) {
    if (error instanceof Problem && (error.status === 401 || error.status === 403)) return null
    throw error
  }
}

const chosenTeam = useStorage<string | null>('masthead.team', null)

export function chooseTeam(id: string): void {
  chosenTeam.value = id
}

/** The team whose things are on the screen: the one chosen last, else the person's first. */
export function useCurrentTeam() {
  const { data } = useMe()
  const teams = computed(() => data.value?.teams ?? [])
  const team = computed(
    () => teams.value.find((one) => one.id === chosenTeam.value) ?? teams.value[0] ?? null,
  )
  const teamId = computed(() => team.value?.id ?? '')
  const can = (needed: Role) => roleAtLeast(team.value?.role, needed)
  return { teams, team, teamId, can, chooseTeam }
}

/** The person's role in the team `id`, for pages that a link leads to. */
export function useRoleIn(teamId: () => string | undefined) {
  const { data } = useMe()
  const role = computed(() => data.value?.teams.find((one) => one.id === teamId())?.role ?? null)
  return { role, can: (needed: Role) => roleAtLeast(role.value, needed) }
}
