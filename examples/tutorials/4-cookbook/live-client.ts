/** `live-client.ts http://localhost:8000 TOKEN`: opens the WebSocket as a browser does, and prints what comes. */
const [base = '', token = ''] = process.argv.slice(2)

const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/ws/hello/`, ['hello', `latchkey.bearer.${token}`])
socket.onmessage = ({ data }) => {
  console.log(data)
  socket.close()
}
socket.onerror = () => console.log('The server refused the socket.')

export {}
