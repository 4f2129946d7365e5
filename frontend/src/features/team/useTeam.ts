import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { teams } from '@/api/endpoints'
import { keys } from '@/api/queries'
import { useRoleIn } from '@/composables/useSession'

/** Only the person concerned is told live of a membership; whoever looks at the list asks now and then. */
const OFTEN_MS = 10_000

/** A team, its members and (for owners) its open invitations. */
export function useTeam(id: () => string) {
  const queries = useQueryClient()
  const { role, can } = useRoleIn(id)
  const owner = computed(() => role.value === 'owner')

  const team = useQuery({ queryKey: computed(() => keys.team(id())), queryFn: () => teams.get(id()) })
  const members = useQuery({
    queryKey: computed(() => keys.members(id())),
    queryFn: () => teams.members(id()),
    refetchInterval: OFTEN_MS,
  })
  const invitations = useQuery({
    queryKey: computed(() => keys.invitations(id())),
    queryFn: () => teams.invitations(id()),
    enabled: owner,
    refetchInterval: OFTEN_MS,
  })

  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.team(id()) }),
      queries.invalidateQueries({ queryKey: keys.members(id()) }),
      queries.invalidateQueries({ queryKey: keys.invitations(id()) }),
      queries.invalidateQueries({ queryKey: keys.me() }),
    ])
  return { team, members, invitations, role, owner, can, refresh }
}
