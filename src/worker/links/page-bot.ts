/** Tells pages that ask whether a person is there from pages of the site itself. */
export interface BotPageDetector {
  addSource(text: string): void
  addTitle(text: string): void
  addText(text: string): void
  addAnchor(): void
  isBotPage(): boolean
}

/** Challenges are small; beyond this nothing is looked for. In characters. */
const MAX_SOURCE = 256 * 1024
const MAX_TITLE = 300
/** A page with more words or links than that shows something of its own. */
const MAX_WORDS = 2000
const MAX_ANCHORS = 5
/** Longer than every mark, so that none is missed where two pieces meet. */
const OVERLAP = 80

/** What only a challenge has in its source. */
const SOURCE_MARKS = new RegExp(
  [
    // Cloudflare
    '_cf_chl_opt',
    'cf-browser-verification',
    'cf_chl_prog',
    'cf-please-wait',
    // Alibaba Cloud WAF
    'acw_sc__v[23]',
    'aliyun_waf_(?:aa|bb)',
    '_____tmd_____',
    // DataDome
    'captcha-delivery\\.com',
    // HUMAN, formerly PerimeterX
    '_pxappid',
    'px-captcha',
    // Akamai
    'sec-if-cpt-container',
    'bm-verify=',
    // Imperva
    '_incapsula_resource',
    // AWS WAF
    'awswafintegration',
    'window\\.gokuprops',
    // Sucuri
    'sucuri_cloudproxy_js',
    // DDoS-Guard
    '/\\.well-known/ddos-guard/',
    // Tencent Cloud EdgeOne
    'eo_bot_ssid',
    '__tst_status',
    // Knownsec, Yunsuo, SafeLine, BT panel
    '__jsl_clearance',
    'yunsuo_session_verify',
    'safelinechallenge',
    '/\\.safeline/',
    'btwaf_',
    // Anubis
    'anubis_challenge',
    // Vercel
    '_vercel/security/',
    // Kasada
    'ips\\.js\\?kpsdk',
  ].join('|'),
  'i',
)

/** Titles of challenges, whole. */
const TITLE_MARKS = new RegExp(
  `^(?:${[
    'just a moment\\W*',
    '请稍候\\W*',
    '請稍候\\W*',
    'attention required! \\| cloudflare',
    'ddos-guard',
    'ddos protection by .*',
    'vercel security checkpoint',
    'making sure you(?:.|&#39;)re not a bot!?',
    'pardon our interruption\\W*',
    'robot check',
    'are you (?:a )?(?:robot|human)\\W*',
    'human verification',
    'verify(?:ing)? (?:that )?you are (?:a )?human\\W*',
    'security (?:check|verification)',
    'checking your browser.*',
    'captcha',
    '验证码',
    '.{0,10}安全验证.{0,4}',
    '.{0,10}人机验证.{0,4}',
    '.{0,10}访问验证.{0,4}',
    '滑动验证页面',
    '安全检查',
    '.{0,10}浏览器安全检查.{0,4}',
  ].join('|')})$`,
  'iu',
)

/** Creates the detector of one page. A page with much to read or many links is never taken for a challenge. */
export function createBotPageDetector(): BotPageDetector {
  let seen = 0
  let tail = ''
  let hasMark = false
  let title = ''
  let words = 0
  let anchors = 0
  return {
    addSource(text) {
      if (hasMark || seen >= MAX_SOURCE) return
      const piece = text.slice(0, MAX_SOURCE - seen)
      seen += piece.length
      const all = tail + piece
      hasMark = SOURCE_MARKS.test(all)
      tail = all.slice(-OVERLAP)
    },
    addTitle(text) {
      if (title.length < MAX_TITLE) title += text.slice(0, MAX_TITLE - title.length)
    },
    addText(text) {
      if (words <= MAX_WORDS) words += text.replace(/\s+/g, '').length
    },
    addAnchor() {
      anchors += 1
    },
    isBotPage() {
      if (anchors > MAX_ANCHORS || words > MAX_WORDS) return false
      return hasMark || TITLE_MARKS.test(title.replace(/\s+/g, ' ').trim())
    },
  }
}
