/** Who can reach the server, by which names, and whether it knows who they are. */
import type { Settings } from '../../settings/settings.ts'
import { type Finding, reporter } from './finding.ts'

const hosts = reporter('hosts')
const proxies = reporter('proxies')

export function checkNetwork(settings: Settings): readonly Finding[] {
  return [...checkHosts(settings), ...checkProxies(settings), ...checkLimits(settings)]
}

function checkHosts({ allowedHosts, host, debug }: Settings): readonly Finding[] {
  const isPublic = !isLoopback(host)
  const answersAll = allowedHosts.includes('*')
  const localNames = allowedHosts.every(isLoopback)
  return [
    ...(answersAll && !debug
      ? [hosts.fault('The server answers to every host name.', 'Name its own in ALLOWED_HOSTS.')]
      : []),
    ...(isPublic && localNames
      ? [
          hosts.advice(
            'It listens to other machines, and answers to local names alone.',
            'Name its host in ALLOWED_HOSTS.',
          ),
        ]
      : []),
    ...(debug && isPublic ? [hosts.fault('DEBUG is on, and other machines can reach it.', 'Set DEBUG=False.')] : []),
  ]
}

function checkProxies({ trustedProxies, allowedHosts, host, secureSslRedirect, debug }: Settings): readonly Finding[] {
  const everybody = trustedProxies.filter(range => /\/0+$/.test(range))
  const isBehind = isLoopback(host) && !debug && allowedHosts.some(name => name !== '*' && !isLoopback(name))
  return [
    ...everybody.map(range =>
      proxies.fault(
        `trustedProxies holds ${range}: whoever asks chooses their own address.`,
        'Name the proxies alone.',
      ),
    ),
    ...(isBehind && trustedProxies.length === 0
      ? [
          proxies.fault(
            'It has public names and listens on this machine alone, so a proxy stands before it; none is trusted. All clients count as one address.',
            "Set trustedProxies to the proxy's address, such as 127.0.0.1.",
          ),
        ]
      : []),
    ...(secureSslRedirect && trustedProxies.length === 0
      ? [
          proxies.fault(
            'Everybody is redirected to HTTPS, and no proxy is trusted to say that they came by it: a loop without end.',
            'Set trustedProxies to the address of what ends HTTPS, or turn secureSslRedirect off.',
          ),
        ]
      : []),
  ]
}

function checkLimits({ throttling }: Settings): readonly Finding[] {
  const { fault } = reporter('limits')
  return throttling ? [] : [fault('Nothing limits how often passwords are tried.', 'Remove LATCHKEY_THROTTLING=off.')]
}

function isLoopback(name: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]', '::1'].includes(name)
}
