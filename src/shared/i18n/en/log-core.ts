export const logCore = {
  sync: {
    started: 'Sync started',
    committing: '{{fetched}} items read; comparing with the current picture and storing',
    succeeded:
      'Sync complete: {{fetched}} of {{total}}. Added {{added}}, changed {{changed}}, unchanged {{unchanged}}, gone {{gone}}',
    incomplete:
      'Sync ended incomplete: {{fetched}} items read, the provider reports {{total}}. What was seen is updated; nothing was marked as gone',
    cancelled: 'Cancelled; the data stays as it was',
    interrupted: 'The app is closing and the sync was interrupted; the data stays as it was',
  },
} as const
