import { CircleCheck, CircleX, CloudAlert, CloudCheck, CloudUpload, Unplug } from 'lucide-react'
import type { ConnectionState } from '@/components/socket/connection'
import type { SaveState } from '@/components/wizard/draft/use-draft-sync'
import { type Status, status } from './status'

/** The page's connection to Taskbox. */
export const CONNECTION_STATUS: Record<ConnectionState, Status> = {
  connecting: status(
    'busy',
    'spinner',
    'wizard.connection.connecting.title',
    'wizard.connection.connecting.text',
  ),
  connected: status(
    'ok',
    CircleCheck,
    'wizard.connection.connected.title',
    'wizard.connection.connected.text',
  ),
  lost: status('warn', Unplug, 'wizard.connection.lost.title', 'wizard.connection.lost.text'),
  refused: status('fail', CircleX, 'wizard.connection.refused.title', 'wizard.connection.refused.text'),
  crowded: status('fail', CircleX, 'wizard.connection.crowded.title', 'wizard.connection.crowded.text'),
}

/** Saving of the draft. The title of `failed` has the reason as `why`. */
export const SAVE_STATUS: Record<SaveState['state'], Status> = {
  saved: status('idle', CloudCheck, 'wizard.save.saved', 'status.help.save.saved'),
  saving: status('idle', CloudUpload, 'wizard.save.saving', 'status.help.save.saving'),
  failed: status('fail', CloudAlert, 'wizard.save.failed', 'status.help.save.failed'),
}
