"""The median of round trips with python-socketio, in microseconds: python socket_io.py URL MESSAGES"""

import sys
import time

import socketio

url, messages = sys.argv[1], int(sys.argv[2])
took = []
with socketio.SimpleClient() as client:
    client.connect(url, transports=["websocket"])
    for _ in range(messages):
        started = time.perf_counter()
        client.emit("user_uttered", {"message": "Which way ought I to go from here?"})
        while client.receive(timeout=10)[0] != "bot_uttered":
            pass
        took.append((time.perf_counter() - started) * 1e6)
took.sort()
print(took[len(took) // 2])
