import { notifications } from '@mantine/notifications'
import {
  IconArrowsVertical,
  IconClipboardList,
  IconCloudDownload,
  IconHistory,
  IconKeyboard,
  IconLanguage,
  IconLink,
  IconPlus,
  IconSunMoon,
} from '@tabler/icons-react'
import { useMemo, type ReactNode } from 'react'
import { KeyCaps } from '../components/key-caps.tsx'
import type { ApiError } from '../lib/api.ts'
import { useApi } from '../lib/api-context.tsx'
import { goTo } from '../lib/navigation.ts'
import { useTranslator } from '../lib/translator.tsx'
import { useAppearance } from '../stores/appearance.ts'
import { openShortcuts } from './overlays.ts'
import { BOTTOM_PAGES, MAIN_PAGES } from './pages.ts'
import { useCheckLinks } from './use-check-links.ts'
import { useSyncAll } from './use-sync-all.ts'

/** One thing that the palette can do. */
export interface PaletteCommand {
  readonly id: string
  readonly group: string
  readonly label: string
  /** Further words by which it is found, whatever the language of the window. */
  readonly keywords: string
  readonly icon: ReactNode
  readonly hint?: ReactNode
  readonly run: () => void
}

const ICON = { 'aria-hidden': true, size: 17, stroke: 1.6 } as const

/** Pages and actions in the order in which the palette offers them. */
export function usePaletteCommands(): readonly PaletteCommand[] {
  const translator = useTranslator()
  const api = useApi()
  const syncAll = useSyncAll()
  const checkLinks = useCheckLinks()
  const { setTheme, setDensity } = useAppearance()
  return useMemo(() => {
    const { t } = translator
    const pages = [...MAIN_PAGES, ...BOTTOM_PAGES].map(({ page, letter, icon: PageIcon }): PaletteCommand => {
      return {
        id: `page-${page}`,
        group: t('shell.palette.pages'),
        label: t(`shell.page.${page}`),
        keywords: page,
        icon: <PageIcon {...ICON} />,
        hint: <KeyCaps keys={`g ${letter}`} />,
        run: () => goTo(page),
      }
    })
    async function setLanguage(language: 'zh-CN' | 'en' | 'system'): Promise<void> {
      try {
        await api.request('settings.update', { patch: { language } })
      } catch (error) {
        notifications.show({ color: 'red', message: translator.error((error as ApiError).body) })
      }
    }
    const action = (key: string, keywords: string, icon: ReactNode, run: () => void): PaletteCommand => {
      return { id: key, group: t('shell.palette.actions'), label: t(`shell.palette.${key}`), keywords, icon, run }
    }
    const looks = <IconSunMoon {...ICON} />
    const rows = <IconArrowsVertical {...ICON} />
    const languages = <IconLanguage {...ICON} />
    return [
      ...pages,
      action('syncAll', 'sync refresh 同步 刷新', <IconCloudDownload {...ICON} />, () => void syncAll()),
      action('checkLinks', 'check links 检查 链接', <IconLink {...ICON} />, () => void checkLinks()),
      action('addAccount', 'add account 添加 账号', <IconPlus {...ICON} />, () => goTo('accounts', { add: '1' })),
      action('pasteIds', 'paste ids select 编号 粘贴 选择', <IconClipboardList {...ICON} />, () =>
        goTo('items', { show: 'paste' }),
      ),
      action('recentEdits', 'undo edits 撤销 修改', <IconHistory {...ICON} />, () => goTo('items', { show: 'edits' })),
      action('themeLight', 'theme light 主题 浅色', looks, () => setTheme('light')),
      action('themeDark', 'theme dark 主题 深色', looks, () => setTheme('dark')),
      action('themeSystem', 'theme system 主题', looks, () => setTheme('system')),
      action('densityCompact', 'density compact 密度', rows, () => setDensity('compact')),
      action('densityComfortable', 'density comfortable 密度', rows, () => setDensity('comfortable')),
      action('languageZh', 'language chinese 中文', languages, () => void setLanguage('zh-CN')),
      action('languageEn', 'language english 英文 英语', languages, () => void setLanguage('en')),
      action('languageSystem', 'language system', languages, () => void setLanguage('system')),
      action('shortcuts', 'keys keyboard shortcuts 键盘', <IconKeyboard {...ICON} />, openShortcuts),
    ]
  }, [translator, api, syncAll, checkLinks, setTheme, setDensity])
}
