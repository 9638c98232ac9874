import { create } from 'zustand'
import type { SnapshotTaking } from '../../../shared/domain/snapshot.ts'
import { ApiError, type Api } from '../../lib/api.ts'

/** A review that this window has asked to be stored. */
export interface AskedReview {
  readonly title: string
  readonly note: string | null
  /** Set when it is stored, until the list shows it. */
  readonly snapshotId: string | null
  readonly error: ApiError | null
}

interface AskedReviews {
  /** Outlives the page: whoever comes back finds it as it stands then. */
  readonly asked: AskedReview | null
  /** What the core tells of the review that is being stored, whoever has asked for it. */
  readonly taking: SnapshotTaking | null
}

export const useAskedReview = create<AskedReviews>(() => ({ asked: null, taking: null }))

function isUnderWay(asked: AskedReview | null): boolean {
  return asked !== null && asked.error === null && asked.snapshotId === null
}

const following = new WeakSet<Api>()

/** Begins to listen for how far the core is, once for each client. */
export function followTaking(api: Api): void {
  if (following.has(api)) return
  following.add(api)
  const note = (taking: SnapshotTaking | null): void =>
    // The end of what this window has asked for is its answer, which comes a moment later.
    useAskedReview.setState(({ asked }) => (taking === null && isUnderWay(asked) ? {} : { taking }))
  let isTold = false
  api.onAnyEvent((event) => {
    if (event.name !== 'snapshot.progressed') return
    isTold = true
    note(event.payload.taking)
  })
  const ask = (): void => {
    isTold = false
    api.request('snapshot.taking', {}).then(
      (taking) => {
        if (!isTold) note(taking)
      },
      () => {},
    )
  }
  // Events may have been missed.
  api.onReset(ask)
  ask()
}

/** Marks the review done in the background; while one is being stored, another one is not begun. */
export async function askForReview(
  api: Api,
  { title, note }: { readonly title: string; readonly note: string | null },
  onStored: () => void,
): Promise<void> {
  const { asked, taking } = useAskedReview.getState()
  if (taking !== null || isUnderWay(asked)) return
  const mine: AskedReview = { title, note, snapshotId: null, error: null }
  useAskedReview.setState({ asked: mine })
  try {
    const { snapshotId } = await api.request('snapshot.take', { title, note })
    useAskedReview.setState({ asked: { ...mine, snapshotId }, taking: null })
    onStored()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    useAskedReview.setState({ asked: { ...mine, error }, taking: null })
  }
}

/** Lets go of what was asked for: the list shows it now, or it failed and is not wanted any more. */
export function forgetAskedReview(): void {
  useAskedReview.setState({ asked: null })
}

/** True while a review is being stored, by this window or another one. */
export function useIsTaking(): boolean {
  return useAskedReview(({ asked, taking }) => taking !== null || isUnderWay(asked))
}
