import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Checkbox,
  createTheme,
  Drawer,
  Input,
  Menu,
  Modal,
  Pill,
  Popover,
  Radio,
  SegmentedControl,
  Switch,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core'
import { THEMES, type Density, type Theme } from '../stores/appearance.ts'

const accent: MantineColorsTuple = [
  '#eef3fe',
  '#dbe5fc',
  '#b5c9f7',
  '#8baaf2',
  '#668ded',
  '#4a76e4',
  '#3561d3',
  '#2a50b4',
  '#234293',
  '#1d3573',
]

const dark: MantineColorsTuple = [
  '#d3d7db',
  '#bfc4c9',
  '#a6acb3',
  '#7d838a',
  '#4a4f55',
  '#3a3e43',
  '#2a2d31',
  '#1b1c1f',
  '#17191b',
  '#111315',
]

/** Mantine's own gray reaches 3.3:1 as text. */
const gray: MantineColorsTuple = [
  '#f7f8f9',
  '#f0f2f4',
  '#e6e9ec',
  '#dbdfe3',
  '#c9ced4',
  '#9aa2aa',
  '#5f6770',
  '#495057',
  '#343a40',
  '#212529',
]

/** Mantine's own red carries white words at 3.3:1 only. */
const red: MantineColorsTuple = [
  '#fff1f0',
  '#ffebe9',
  '#ffbdb9',
  '#ff9f98',
  '#ff8a80',
  '#e5534b',
  '#c9302c',
  '#b3261e',
  '#931f19',
  '#741813',
]

/** Dialogs go at once: for as long as one stands, the keys of the page behind it are out of force. */
export const DIALOG_MOTION = { duration: 120, exitDuration: 0 } as const

const FONTS =
  "system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei UI', 'Noto Sans CJK SC', 'Segoe UI', sans-serif"

/** The app's look: one accent, system fonts, small radius, line height that Chinese needs. */
export function createAppTheme(density: Density): MantineThemeOverride {
  const isCompact = density === 'compact'
  const base = isCompact ? '13px' : '14px'
  const small = isCompact ? '12px' : '13px'
  const controlHeight = isCompact ? '28px' : '32px'
  return createTheme({
    colors: { accent, dark, gray, red },
    primaryColor: 'accent',
    primaryShade: { light: 6, dark: 6 },
    autoContrast: false,
    defaultRadius: 'sm',
    radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
    fontFamily: FONTS,
    fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'Noto Sans Mono CJK SC', monospace",
    fontSizes: {
      xs: small,
      sm: base,
      md: base,
      lg: isCompact ? '15px' : '16px',
      xl: isCompact ? '18px' : '20px',
    },
    lineHeights: { xs: '1.45', sm: '1.5', md: '1.55', lg: '1.6', xl: '1.6' },
    headings: { fontWeight: '600' },
    respectReducedMotion: true,
    cursorType: 'pointer',
    components: {
      Button: Button.extend({
        defaultProps: { size: 'xs' },
        vars: (_theme, { size }) => ({
          root:
            size === 'xs' || size === undefined
              ? { '--button-height': controlHeight, '--button-fz': base, '--button-padding-x': '10px' }
              : {},
        }),
      }),
      ActionIcon: ActionIcon.extend({ defaultProps: { size: 'md', variant: 'subtle', color: 'gray' } }),
      Input: Input.extend({
        defaultProps: { size: 'xs' },
        vars: (_theme, { size }) => ({
          wrapper: size === 'xs' || size === undefined ? { '--input-height': controlHeight, '--input-fz': base } : {},
        }),
      }),
      InputWrapper: Input.Wrapper.extend({
        vars: () => ({
          label: { '--input-label-size': base, '--input-asterisk-color': undefined },
          description: { '--input-description-size': small },
          error: { '--input-error-size': small },
          success: { '--input-success-size': small },
        }),
      }),
      Badge: Badge.extend({
        defaultProps: { tt: 'none', fw: 500 },
        vars: () => ({ root: { '--badge-fz': small, '--badge-height': isCompact ? '20px' : '22px' } }),
      }),
      Pill: Pill.extend({ vars: () => ({ root: { '--pill-fz': small } }) }),
      TextInput: { defaultProps: { size: 'xs' } },
      PasswordInput: { defaultProps: { size: 'xs' } },
      NumberInput: { defaultProps: { size: 'xs' } },
      Textarea: { defaultProps: { size: 'xs' } },
      Select: { defaultProps: { size: 'xs', checkIconPosition: 'right' } },
      TagsInput: { defaultProps: { size: 'xs' } },
      Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' } }),
      Radio: Radio.extend({ defaultProps: { size: 'xs' } }),
      Switch: Switch.extend({ defaultProps: { size: 'sm' } }),
      SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs' } }),
      Alert: Alert.extend({ defaultProps: { p: 'sm' } }),
      Menu: Menu.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } }),
      Popover: Popover.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } }),
      Tooltip: Tooltip.extend({
        defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 120 } },
      }),
      // The page itself never scrolls, and locking it would need a style element that the security policy refuses.
      Modal: Modal.extend({
        styles: { title: { fontWeight: 600, lineHeight: 1.4, overflowWrap: 'anywhere' } },
        defaultProps: { lockScroll: false, centered: true, transitionProps: DIALOG_MOTION },
      }),
      ModalRoot: { defaultProps: { lockScroll: false } },
      DrawerRoot: { defaultProps: { lockScroll: false } },
      Drawer: Drawer.extend({ defaultProps: { lockScroll: false, transitionProps: DIALOG_MOTION } }),
    },
  })
}

/** The words that dialogs and notes need of their own: their closing buttons show a sign alone. */
export function createThemeWords(closeLabel: string): MantineThemeOverride {
  const closeButtonProps = { 'aria-label': closeLabel }
  return createTheme({
    components: {
      Modal: { defaultProps: { closeButtonProps } },
      ModalCloseButton: { defaultProps: closeButtonProps },
      Drawer: { defaultProps: { closeButtonProps } },
      Notification: { defaultProps: { closeButtonProps } },
    },
  })
}

/** Mantine's quiet text colours do not reach 4.5:1; these do. */
export const resolveCssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a626b',
    '--mantine-color-placeholder': '#6a727b',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-text': '#1b1e22',
  },
  dark: {
    '--mantine-color-dimmed': '#a6acb3',
    '--mantine-color-placeholder': '#9299a1',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-text': '#dfe3e7',
  },
})

/** Where the last look is kept for the instant before the preferences have arrived. */
const HINT_KEY = 'duewatch.theme'

/** The look of the last visit, a hint only: the preferences decide. */
export function readThemeHint(): Theme {
  try {
    const hint = localStorage.getItem(HINT_KEY)
    return THEMES.find((name) => name === hint) ?? 'system'
  } catch {
    return 'system'
  }
}

export function keepThemeHint(theme: Theme): void {
  try {
    localStorage.setItem(HINT_KEY, theme)
  } catch {
    // Without storage the next start takes the system's look for some milliseconds.
  }
}
