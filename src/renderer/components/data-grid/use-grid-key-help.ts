import { useKeyHelp } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'

/** What the table answers while it has the focus, in the order in which people meet it. */
const KEYS = [
  ['up', 'move'],
  ['space', 'select'],
  ['shift+down', 'extend'],
  ['mod+a', 'selectAll'],
  ['mod+c', 'copy'],
  ['enter', 'open'],
  ['shift+f10', 'menu'],
  ['alt+down', 'filter'],
  ['alt+left', 'moveColumn'],
  ['alt+shift+right', 'resizeColumn'],
] as const

/** Lists the keys of the table where `?` shows all keys. */
export function useGridKeyHelp(): void {
  const { t } = useTranslator()
  useKeyHelp(
    KEYS.map(([keys, what]) => [keys, t(`grid.keys.${what}`)]),
    t('grid.keys.title'),
  )
}
