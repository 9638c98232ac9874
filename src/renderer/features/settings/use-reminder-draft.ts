import { useEffect, useRef, useState } from 'react'
import type { ReminderSettings } from '../../../shared/domain/reminder.ts'
import type { Settings } from '../../../shared/domain/settings.ts'
import { useSave, type SaveState, type SettingsPatch } from './use-save.tsx'

/**
 * The settings of reminders as the person has made them, ahead of the answer: they are kept as a whole, and a second change
 * must not be built on what was there before the first.
 */
export function useReminderDraft(settings: Settings): {
  readonly draft: ReminderSettings
  readonly state: SaveState | null
  change(patch: Partial<ReminderSettings>): void
} {
  const { state, save } = useSave('reminders')
  const [draft, setDraft] = useState(settings.reminders)
  const latest = useRef(settings.reminders)
  const isSaving = useRef(false)
  isSaving.current = state?.kind === 'saving'
  useEffect(() => {
    // While changes are on their way, what arrives may be from before the last of them.
    if (isSaving.current) return
    latest.current = settings.reminders
    setDraft(settings.reminders)
  }, [settings.reminders])
  return {
    draft,
    state,
    change(patch) {
      latest.current = { ...latest.current, ...patch }
      setDraft(latest.current)
      save({ reminders: toPatch(latest.current) })
    },
  }
}

/** The route takes lists that may be written to. */
function toPatch({ ladders, ...rest }: ReminderSettings): NonNullable<SettingsPatch['reminders']> {
  return {
    ...rest,
    ladders: {
      cloud: [...ladders.cloud],
      imported: [...ladders.imported],
      manual: [...ladders.manual],
      certificate: [...ladders.certificate],
      domain: [...ladders.domain],
    },
  }
}
