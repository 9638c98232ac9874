import { RUN_STAGES, type RunStage, type StageProgress } from '../../shared/domain/run.ts'

/** A rate is measured over this long, so that it is calm and still follows. */
const WINDOW_MS = 10_000
/** A shorter span says nothing. */
const MIN_SPAN_MS = 800

interface Mark {
  readonly at: number
  readonly done: number
}

/** What has been seen of one stage: marks of the last seconds, oldest first. */
export interface StagePace {
  readonly marks: readonly Mark[]
}

export type StagePaces = Readonly<Partial<Record<RunStage, StagePace>>>

/** Notes where each stage stands now. */
export function notePace(paces: StagePaces | undefined, progress: readonly StageProgress[], at: number): StagePaces {
  const next: Partial<Record<RunStage, StagePace>> = { ...paces }
  for (const { stage, done } of progress) {
    const marks = next[stage]?.marks ?? []
    // A stage that begins again (the list is read once more) is measured anew.
    const isAnew = (marks.at(-1)?.done ?? 0) > done
    const since = marks.findLastIndex((mark) => mark.at <= at - WINDOW_MS)
    next[stage] = { marks: [...(isAnew ? [] : marks.slice(Math.max(0, since))), { at, done }] }
  }
  return next
}

/** Units per second over the last seconds; null when it is not known yet. */
export function rateOf(pace: StagePace | undefined, now: number): number | null {
  const first = pace?.marks[0]
  const last = pace?.marks.at(-1)
  if (!first || !last) return null
  // Up to now: a stage that stands still gets slower although it says nothing.
  const spanMs = Math.max(last.at, now) - first.at
  if (spanMs < MIN_SPAN_MS) return null
  return ((last.done - first.done) * 1000) / spanMs
}

/** Milliseconds for which a stage has got no further; 0 while nobody knows. */
export function stillMsOf(pace: StagePace | undefined, now: number): number {
  const last = pace?.marks.at(-1)
  const since = pace?.marks.find(({ done }) => done === last?.done)
  return since ? Math.max(0, now - since.at) : 0
}

/** Milliseconds that a stage still takes at its present rate; null when that cannot be said. */
export function timeLeftMs({ done, total }: Pick<StageProgress, 'done' | 'total'>, rate: number | null): number | null {
  if (total === null) return null
  if (done >= total) return 0
  return rate === null || rate <= 0 ? null : Math.ceil(((total - done) / rate) * 1000)
}

/** Stages in the order in which they begin, whatever order they were told in. */
export function inOrder(progress: readonly StageProgress[]): readonly StageProgress[] {
  return progress.toSorted((a, b) => RUN_STAGES.indexOf(a.stage) - RUN_STAGES.indexOf(b.stage))
}

/** True for a stage that has nothing left to do. */
export function isStageDone({ done, total }: StageProgress): boolean {
  return total !== null && done >= total
}

/** The stage that a run waits for: the first that is not done yet, else the last. */
export function currentStage(progress: readonly StageProgress[]): StageProgress | null {
  const stages = inOrder(progress)
  return stages.find((stage) => !isStageDone(stage)) ?? stages.at(-1) ?? null
}
