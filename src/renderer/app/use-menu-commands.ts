import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import type { MenuCommand, PreloadApi } from '../../shared/preload-api.ts'
import { runHotkey } from '../lib/hotkeys.ts'
import { goTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import { openPalette, openShortcuts } from './overlays.ts'
import { useSyncAll } from './use-sync-all.ts'

/** Carries out what the desktop's own menu asks for; the same as the keys do. */
export function useMenuCommands(bridge: PreloadApi | null): void {
  const { t } = useTranslator()
  const syncAll = useSyncAll()
  useEffect(() => {
    function obey(command: MenuCommand): void {
      switch (command.kind) {
        case 'open':
          goTo(command.page, command.params)
          return
        case 'search':
          if (!runHotkey('/')) openPalette()
          return
        case 'palette':
          openPalette()
          return
        case 'shortcuts':
          openShortcuts()
          return
        case 'syncAll':
          void syncAll()
          return
        case 'reloadedAfterCrash':
          notifications.show({ id: 'reloaded', message: t('shell.host.reloadedAfterCrash'), autoClose: false })
      }
    }
    return bridge?.on('menu', obey)
  }, [bridge, syncAll, t])
}
