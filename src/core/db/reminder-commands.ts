/** Ways to write of reminders. */
export interface ReminderCommands {
  /**
   * Delivers what is due at that instant, if anything may be delivered then: the notices, which items they were about, and
   * that this slot or day is used up. Asked twice for the same instant, by whichever process, it delivers once.
   */
  'reminder.deliver': { input: { at: number }; output: { noticeIds: string[] } }
}
