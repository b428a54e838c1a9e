"""A line to the server that can be cut for good: for pages, scripts and workers."""

import socket
import threading
from contextlib import suppress


class Line:
    """Forwards a port of its own to the server's, as long as it is not cut."""

    def __init__(self, host, port):
        self._server = host, port
        self._open = set()
        self._listener = None
        self.port = 0

    def __enter__(self):
        self.join()
        return self

    def __exit__(self, *_error):
        self.cut()

    def join(self):
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,)).start()

    def cut(self):
        """Nobody can connect any more, and whoever is connected is cut off."""
        for end in [self._listener, *self._open]:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def _accept(self, listener):
        while True:
            try:
                client, _address = listener.accept()
                server = socket.create_connection(self._server)
            except OSError:
                return
            self._open |= {client, server}
            for ends in ((client, server), (server, client)):
                threading.Thread(target=self._forward, args=ends).start()

    def _forward(self, source, target):
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
