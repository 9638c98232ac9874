import { Button, Modal, Textarea } from '@mantine/core'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { CopyButton } from '../../components/copy-button.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import tools from '../../components/list-tools/list-tools.module.css'
import { ApiError } from '../../lib/api.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './bulk.module.css'
import { candidatesOf, judgePasted, MAX_PASTED, readPasted, type PastedIds } from './paste-ids.ts'

/** So long after the last key ids are looked up, in milliseconds. */
const TYPED_AFTER_MS = 200

/** Unknown ids that are listed; all of them can be copied. */
const MAX_LISTED = 200

export interface PasteDialogProps {
  /** What was pasted already; null: the dialog is closed. */
  readonly text: string | null
  readonly onClose: () => void
  /** Shows and selects these items. */
  readonly onChoose: (itemIds: readonly string[]) => void
}

/** Takes pasted ids, says what they are, and then shows and selects exactly those items. */
export function PasteDialog({ text, onClose, onChoose }: PasteDialogProps): ReactNode {
  const { t } = useTranslator()
  return (
    <Modal
      opened={text !== null}
      onClose={onClose}
      title={t('items.paste.title')}
      size="md"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('items.dialog.close') }}
    >
      {text !== null && <PasteForm start={text} onClose={onClose} onChoose={onChoose} />}
    </Modal>
  )
}

interface Lookup {
  readonly text: string
  readonly pasted: PastedIds | null
  readonly error: ApiError | null
}

/** Looks up what was pasted, a moment after the last key; null until the first answer. */
function useLookup(text: string, candidates: readonly string[], attempt: number): Lookup | null {
  const api = useApi()
  const [last, setLast] = useState<Lookup | null>(null)
  useEffect(() => {
    if (candidates.length === 0 || candidates.length > MAX_PASTED) return undefined
    let isWanted = true
    const tell = (lookup: Lookup): void => {
      if (isWanted) setLast(lookup)
    }
    const timer = setTimeout(() => {
      api.request('item.findIds', { ids: [...candidates] }).then(
        ({ found }) => tell({ text, pasted: judgePasted(readPasted(text), found), error: null }),
        (failure: unknown) => {
          if (!(failure instanceof ApiError)) throw failure
          tell({ text, pasted: null, error: failure })
        },
      )
    }, TYPED_AFTER_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [api, text, candidates, attempt])
  return last
}

function PasteForm({
  start,
  onClose,
  onChoose,
}: Omit<PasteDialogProps, 'text'> & { readonly start: string }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [text, setText] = useState(start)
  const [attempt, setAttempt] = useState(0)
  const candidates = useMemo(() => candidatesOf(readPasted(text)), [text])
  const last = useLookup(text, candidates, attempt)
  const isTooMany = candidates.length > MAX_PASTED
  const lookup = candidates.length > 0 && last?.text === text ? last : null
  const ids = lookup?.pasted?.itemIds ?? []

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (ids.length > 0) onChoose(ids)
      }}
    >
      <Textarea
        data-autofocus
        label={t('items.paste.label')}
        description={t('items.paste.hint')}
        placeholder={t('items.paste.placeholder')}
        rows={8}
        spellCheck={false}
        value={text}
        error={isTooMany ? t('items.paste.tooMany', { limit: formats.number(MAX_PASTED) }) : null}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit()
        }}
      />
      {lookup?.error ? (
        <ErrorNote error={lookup.error} onRetry={() => setAttempt((count) => count + 1)} />
      ) : (
        <div className={classes.preview} role="status">
          {lookup?.pasted ? (
            <Found pasted={lookup.pasted} />
          ) : candidates.length > 0 && !isTooMany ? (
            <span className={classes.busy}>{t('items.paste.searching')}</span>
          ) : null}
        </div>
      )}
      {lookup?.pasted && lookup.pasted.unknown.length > 0 && <Unknown ids={lookup.pasted.unknown} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {t('items.paste.cancel')}
        </Button>
        <Button type="submit" disabled={ids.length === 0}>
          {ids.length === 0
            ? t('items.paste.chooseNone')
            : t('items.paste.choose', { count: ids.length, shown: formats.number(ids.length) })}
        </Button>
      </div>
    </form>
  )
}

function Found({ pasted: { itemIds, ambiguous, unknown, column } }: { readonly pasted: PastedIds }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const say = (key: string, count: number): string => t(`items.paste.${key}`, { count, shown: formats.number(count) })
  return (
    <ul>
      <li>{itemIds.length === 0 ? t('items.paste.none') : say('found', itemIds.length)}</li>
      {ambiguous.length > 0 && <li>{say('ambiguous', ambiguous.length)}</li>}
      {unknown.length > 0 && <li>{say('unknown', unknown.length)}</li>}
      {column !== null && <li className={tools.dim}>{t('items.paste.column', { place: column + 1 })}</li>}
    </ul>
  )
}

function Unknown({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const label = t('items.paste.unknown', { count: ids.length, shown: formats.number(ids.length) })
  return (
    <div className={tools.sideBySide}>
      <ul className={`${classes.unknown} ${tools.grow}`} tabIndex={0} aria-label={label}>
        {ids.slice(0, MAX_LISTED).map((id) => (
          <li key={id}>{id}</li>
        ))}
        {ids.length > MAX_LISTED && <li>…</li>}
      </ul>
      <CopyButton value={ids.join('\n')} label={t('items.paste.copyUnknown')} />
    </div>
  )
}
