/** Ways to write of notices. */
export interface NoticeCommands {
  /**
   * Sorts what waits for a desktop: what must not be shown becomes `off`, what has waited for too long or has a newer one
   * of its kind becomes `late`. The rest is claimed when the caller can show it, so that no other process shows it as well.
   */
  'notice.claim': {
    input: { at: number; showsNotifications: boolean; canShow: boolean }
    output: { noticeIds: string[]; sorted: number }
  }
  /** What came of a notice that waited; the first outcome stays. */
  'notice.record': {
    input: { noticeId: string; state: 'shown' | 'failed'; problem: string | null; at: number }
    output: { changed: number }
  }
  /** null: all notices. */
  'notice.read': {
    input: { noticeIds: readonly string[] | null; isRead: boolean; at: number }
    output: { changed: number }
  }
  /** A notice that proves that notices work; `isClaimed` when the caller shows it at once. */
  'notice.test': { input: { at: number; isClaimed: boolean }; output: { noticeId: string } }
}
