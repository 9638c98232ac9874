export const errors = {
  withRaw: '{{sentence}} ({{raw}})',
  BAD_REQUEST: 'The request is not valid: {{field}} {{problem}}{{input}}. Please correct it and try again.',
  USAGE: 'The command was used in a wrong way: {{problem}}. Add --help to see how it works.',
  UNKNOWN_ROUTE: 'There is no such function: {{route}}.',
  FORBIDDEN_SENDER: 'The request came from a place that is not allowed and was refused.',
  NOT_FOUND: 'Not found: {{what}}.',
  NOT_AVAILABLE_HERE: 'This is not available here. Please use the desktop app for it.',
  LINK_NOT_ALLOWED: 'The link was not opened ({{url}}): only web and mail links are.',
  CORE_UNREACHABLE:
    'The program behind this window cannot be reached; nothing was done. If it has ended, please start it again.',
  INTERNAL: 'Something went wrong inside the program. Your data has not changed. Please send us the diagnostics.',
  SHUTTING_DOWN: 'The program is closing; nothing was done.',
  NO_ACCOUNT: 'There is no account yet. Add one (command line: accounts add), or open the demo data for a first look.',
  ACCOUNT_NOT_FOUND:
    'There is no account named {{account}}; it may have been removed or renamed (command line: accounts list).',
  ACCOUNT_NAME_TAKEN: 'There is already an account named {{account}}. Please choose another name.',
  ACCOUNT_BUSY: 'Account {{account}} is being synced (run {{run}}). Please try again when that has ended.',
  SECRET_MISSING:
    'This computer has no secret key for account {{account}}. Enter it on the accounts page (command line: DUEWATCH_SECRET_KEY or --secret-key-stdin).',
  SECRET_UNREADABLE:
    'The stored secret key cannot be decrypted ({{reason}}, file {{file}}). Please enter the key again.',
  SECRET_IN_KEYCHAIN:
    'This key was stored in the Duewatch window and is encrypted by the system keychain, which the command line and the browser cannot read. Use the window, or enter the key here once more and both can use it (accounts or settings page; command line: accounts set --secret-key-stdin).',
  SECRET_STORE_WEAK:
    'This computer has no usable keychain, so keys could only be encrypted with a fixed password: whoever can read the files can read the keys. The key was not stored; it can be once you accept this risk.',
  SECRET_STORE_UNAVAILABLE:
    'The system keychain cannot be used right now (it may be locked, or access was denied), so the key was not read or stored. Unlock the keychain, allow Duewatch to use it, then try again.',
  SECRET_KEY_FILE_UNSAFE: 'The encryption key file {{file}} is not safe ({{reason}}) and was not used.',
  PROVIDER_UNSUPPORTED: 'This cloud provider is not supported yet: {{provider}}.',
  ENDPOINT_INVALID:
    'The endpoint cannot be used ({{reason}}). Enter an address that begins with https:// or http://, without user, password or query.',
  ITEM_NOT_FOUND: 'Item {{item}} was not found. Nothing was changed.',
  ITEM_AMBIGUOUS:
    'Several accounts ({{accounts}}) have a resource {{item}}. Please use the id of the item instead: {{ids}}.',
  RUN_NOT_FOUND: 'Sync {{run}} was not found; it may have gone with its account (command line: runs list).',
  EDIT_NOT_FOUND:
    'This edit can no longer be undone: only the newest ones are kept. The history of each item says what was there before.',
  EDIT_UNDONE: 'This edit has been undone already.',
  TOO_MANY_TAGS: '{{item}} would have more than {{limit}} tags. Remove some first.',
  SNAPSHOT_NOT_FOUND: 'This review is no longer there; it may have been removed.',
  NO_REVIEW:
    'No review has been marked done yet, so there is none to open or to compare with. Mark one done on the page “Changes” (command line: review done TITLE).',
  SNAPSHOT_DAMAGED:
    'The frozen list of the review “{{title}}” cannot be read. Its figures are still there; a backup may hold the list.',
  VIEW_NAME_TAKEN: 'There is already a view named {{name}}. Please choose another name.',
  LINK_NOT_FOUND:
    'Link {{link}} was not found: it may have been removed, or several links have this name and its id is needed (command line: links list).',
  LINK_EXISTS: 'There is already a link to this address: {{name}}. Nothing was changed.',
  LINK_URL_INVALID:
    '{{url}} is not an address ({{reason}}). Enter one that begins with https:// or http://, without user and password.',
  LINK_GROUP_NOT_FOUND: 'There is no group {{group}}; it may have been removed.',
  LINK_GROUP_NAME_TAKEN: 'There is already a group named {{name}}. Please choose another name.',
  LINKS_BUSY: 'Links are being checked (run {{run}}). Please try again when that has ended, or cancel it.',
  NO_LINK: 'There is no link to check here. Add one first (command line: links add, links import).',
  LINK_FILE_UNREADABLE:
    'No links could be read from {{file}} ({{reason}}). CSV with the header name,url,backlink,group,whitelist, JSON, YAML (link.yml) and plain text with one address per line are understood.',
  SCHEDULE_RULE:
    'The schedule “{{rule}}” cannot be used ({{reason}}). Write a cron expression of five fields, such as 0 9 * * 1-5 (Monday to Friday at 9:00), or choose hourly, daily or working days.',
  SCHEDULE_NOT_FOUND: 'There is no account or group of links “{{target}}”.',
  PAUSE_TOO_LONG: 'A pause takes {{days}} days at most. Choose an earlier time.',
  NOTICE_NOT_FOUND: 'There is no such notice ({{notice}}); it may be older than notices are kept.',
  WEBHOOK_NOT_FOUND: 'There is no such webhook ({{webhook}}); it may have been removed.',
  WEBHOOK_URL_INVALID:
    'This address cannot be used for a webhook. Paste the whole address, beginning with https:// or http://.',
  WEBHOOK_LIMIT: 'There can be {{limit}} webhooks at most. Remove one that is not used first.',
  DB_FROM_FUTURE:
    'The data file {{file}} comes from a newer version (structure {{version}}, this program knows up to {{supported}}). The file was not touched; please upgrade.',
  DB_DAMAGED: 'The data file {{file}} is damaged. Please restore the newest good backup: restore {{backup}}',
  DB_DAMAGED_noBackup:
    'The data file {{file}} is damaged and there is no good backup beside it. Restore a backup of yours with restore FILE, or move the file away to begin anew.',
  BACKUP_DAMAGED:
    'The backup {{file}} is damaged or not a backup and was not used. Your data is unchanged; please choose another backup.',
  DB_NOT_OURS: '{{file}} is not a Duewatch data file and was not used.',
  DB_BUSY: 'The data file {{file}} is in use. Please close other windows or commands and try again.',
  DB_LOST:
    'The program has lost its way to write the data file. What is stored can still be viewed, but nothing can be written any more. Please restart the program.',
  DISK_FULL:
    'The disk is full; {{file}} could not be written. Existing data has not changed. Please free some space and try again.',
  FILE_EXISTS:
    'The file {{file}} exists and was not overwritten. Choose another name; a backup is overwritten with --force.',
  FILE_UNREADABLE: 'The file {{file}} cannot be read.',
  FILE_UNWRITABLE: '{{file}} cannot be written. Please check that the folder exists and its permissions.',
  PORT_UNAVAILABLE:
    'Port {{port}} cannot be used ({{reason}}); another program may have it. Choose another port, or leave --port out to take any free one.',
  PAGE_MISSING:
    'The files of the page were not found ({{folder}}). Please install again; with the sources, run npm run build.',
  WORKER_EXITED:
    'The background process ended unexpectedly (code {{code}}, signal {{signal}}). Nothing that was stored is lost; please try again.',
  WORKER_NOT_READY: 'The background process was not ready within {{seconds}} seconds. Please try again.',
  WORKER_CIRCUIT_OPEN:
    'The background process ended unexpectedly {{deaths}} times in a row and is no longer started. Enable it again on the sync page (command line: doctor).',
  CLOUD_KEY_UNKNOWN:
    'The provider does not know this access key. It may have been deleted or disabled, or the site is wrong. Please check the access key.',
  CLOUD_SECRET_WRONG:
    'The secret key does not fit the access key; the signature was refused. Please enter the secret key again. Repeated mistakes lock the key.',
  CLOUD_KEY_REJECTED:
    'The provider refused this key without saying why. Please check both keys and that the account is not suspended.',
  CLOUD_KEY_LOCKED:
    'The provider has locked this key for a while after several wrong signatures. Wait a few minutes, check the secret key and try again.',
  CLOUD_TOKEN_EXPIRED: 'The temporary credential has expired. Please use a new key.',
  CLOUD_CLOCK_SKEWED:
    "This computer's clock is off by about {{minutes}} minutes; more than 15 are refused. Please correct the clock and try again.",
  CLOUD_FORBIDDEN:
    'This key lacks the permission that is needed (service {{service}}). Give the read-only policy that Test key shows on the accounts page (command line: accounts test) to your administrator.',
  CLOUD_NOT_ALLOWED:
    'The provider does not allow this account to read that (service {{service}}), usually because of the type of account, its verification or its permissions. Please ask your administrator.',
  CLOUD_BAD_PARAMETER:
    'The provider found a parameter of the request wrong (service {{service}}). No data was changed; please send us the diagnostics.',
  CLOUD_API_NOT_FOUND:
    'The interface that is needed does not exist at this address (service {{service}}). Please check the site and the endpoint.',
  CLOUD_THROTTLED:
    'The provider limits the speed of requests and did not let us through after many pauses (service {{service}}). Try again later, or lower the concurrency of this account.',
  CLOUD_SERVER_ERROR:
    "The provider's service failed, also when tried again (service {{service}}, HTTP {{status}}). Please try again later.",
  CLOUD_BAD_ANSWER:
    'The answer is not data of the provider ({{reason}}). A login page, a proxy or an unstable network may be the cause; please check and try again.',
  CLOUD_REFUSED: 'The provider refused this request (service {{service}}, HTTP {{status}}).',
  CLOUD_CIRCUIT_OPEN:
    'The service {{service}} of the provider failed again and again and is not called for a while ({{cause}}). Please try again later.',
  NET_UNREACHABLE: '{{host}} cannot be reached. Please check the network, the proxy and the endpoint.',
  NET_DNS: 'The host {{host}} was not found. Please check the network and the endpoint.',
  NET_TLS:
    'No encrypted connection to {{host}} could be made ({{reason}}). The certificate may be invalid, or replaced by your company network. For safety we stopped.',
  NET_TIMEOUT:
    '{{host}} did not finish its answer within {{seconds}} seconds. Please check the network, or allow this account a longer wait.',
  NET_RESET: 'The connection to {{host}} broke off, also when tried again. Please check the network and try again.',
  NET_PROXY: 'The proxy server cannot be used ({{reason}}). Please check the proxy setting.',
} as const
