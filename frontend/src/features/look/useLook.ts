import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { looks, type Brand, type Look } from '@/api/looks'
import { useSubmit } from '@/composables/useSubmit'
import { emptyLook, saysTheSame, wholeLook } from './look'

/** What a preset is being changed to. A new one has no `brand` yet: saving makes it. */
export function useLook(options: {
  brand: () => Brand | null
  team: () => string
  /** Of a new one: its first name, what it begins with, and the channels that are to have it. */
  fresh?: () => { name: string; data?: Look; channels: string[] }
}) {
  const queries = useQueryClient()
  const saved = ref(emptyLook()) as Ref<Look>
  const draft = ref(emptyLook()) as Ref<Look>
  const name = ref('')
  const note = ref('')
  /** The revision that the draft began from. */
  const number = ref(0)

  function begin(brand: Brand | null) {
    const fresh = options.fresh?.()
    saved.value = brand ? wholeLook(brand.revision.data) : emptyLook()
    draft.value = brand ? wholeLook(brand.revision.data) : wholeLook(fresh?.data ?? {})
    name.value = brand?.name ?? fresh?.name ?? ''
    number.value = brand?.revision.number ?? 0
    note.value = ''
  }
  begin(options.brand())

  const changed = computed(() => !options.brand() || !saysTheSame(saved.value, draft.value))
  /** Somebody else saved it while it was being changed here. */
  const overtaken = computed(() => {
    const brand = options.brand()
    return brand !== null && brand.revision.number > number.value && changed.value
  })
  watch(
    () => [options.brand()?.id, options.brand()?.revision.number],
    ([id], [before]) => {
      const brand = options.brand()
      if (!brand) return
      // What is being typed is not swept away; what is only looked at follows.
      if (id !== before || !changed.value || saysTheSame(brand.revision.data, draft.value)) begin(brand)
    },
  )

  async function keep(brand: Brand) {
    queries.setQueryData(['brand', brand.id], brand)
    begin(brand)
    await Promise.all(
      [['brands'], ['brand-revisions', brand.id], ['channel'], ['channels']].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    )
  }
  const { busy, problem, submit } = useSubmit(async (over = false) => {
    const brand = options.brand()
    if (brand) {
      const seen = over ? (await looks.get(brand.id)).revision.number : number.value
      const after = await looks.save(brand.id, seen, draft.value, note.value.trim())
      await keep(after)
      return after
    }
    const made = await looks.create(options.team(), name.value.trim(), draft.value)
    const channels = options.fresh?.().channels ?? []
    const after = channels.length ? await looks.choose(made.id, channels) : made
    await keep(after)
    return after
  })

  function discard() {
    begin(options.brand())
  }
  return { draft, saved, name, note, number, changed, overtaken, busy, problem, save: submit, discard, keep }
}
