import { asProblem, type Problem } from '@/api/problem'
import type { Design } from './design'

export type Standing = 'saved' | 'waiting' | 'saving' | 'offline' | 'conflict' | 'closed' | 'refused'

export interface Keeping {
  put: (revision: number, design: Design, leaving: boolean) => Promise<{ revision: number }>
  changed: (standing: Standing) => void
}

const QUIET_MS = 700
const RETRY_MS = 4000

/** Keeps the draft on the server: a moment after the last change, one write at a time, until it is there. */
export class Saving {
  standing: Standing = 'saved'
  problem: Problem | null = null
  private waiting: Design | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private busy: Promise<void> | null = null

  constructor(
    private readonly keeping: Keeping,
    public revision: number,
  ) {}

  /** A person has to choose before anything is written again. */
  private get stuck(): boolean {
    return this.standing === 'conflict' || this.standing === 'closed'
  }

  change(design: Design): void {
    this.waiting = design
    if (this.stuck) return
    this.tell(this.busy ? 'saving' : 'waiting')
    this.later(QUIET_MS)
  }

  /** All that has changed is written before this is done; false when it could not be. */
  async flush(leaving = false): Promise<boolean> {
    clearTimeout(this.timer)
    await this.busy
    if (this.waiting && !this.stuck) await this.write(leaving)
    return !this.waiting
  }

  /** After a conflict: this design stands from now on, at this revision. */
  settle(revision: number, design: Design | null): void {
    this.revision = revision
    this.waiting = null
    this.tell('saved')
    if (design) this.change(design)
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private later(ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.write(false), ms)
  }

  private tell(standing: Standing): void {
    this.standing = standing
    this.keeping.changed(standing)
  }

  private async write(leaving: boolean): Promise<void> {
    if (this.busy) {
      this.later(QUIET_MS)
      return
    }
    const design = this.waiting
    if (!design) return
    this.tell('saving')
    this.busy = this.send(design, leaving)
    await this.busy
    this.busy = null
  }

  private async send(design: Design, leaving: boolean): Promise<void> {
    try {
      this.revision = (await this.keeping.put(this.revision, design, leaving)).revision
      this.problem = null
      if (this.waiting === design) {
        this.waiting = null
        this.tell('saved')
      }
    } catch (error) {
      this.problem = asProblem(error)
      if (this.problem.status === 409)
        return this.tell(this.problem.code === 'draft_closed' ? 'closed' : 'conflict')
      const away = this.problem.status === 0 || this.problem.status >= 500 || this.problem.status === 429
      this.tell(away ? 'offline' : 'refused')
      if (away) this.later(RETRY_MS)
    }
  }
}
