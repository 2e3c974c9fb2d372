"""A headless Chromium by way of chromedriver's WebDriver protocol: nothing but the standard library."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-default-apps --disable-dev-shm-usage --hide-scrollbars --force-device-scale-factor=1"
).split()


class Browser:
    """A browser with a fresh profile; use it in a `with`."""

    def __enter__(self) -> Browser:
        self.profile = tempfile.mkdtemp(prefix="ipcbench-chromium-")
        self.driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.driver.stdout:
            if "started successfully on port" in line:
                self.url = _url(line)
                break
        options = {"args": [*FLAGS, f"--user-data-dir={self.profile}"], "binary": CHROMIUM}
        logs = {"goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options} | logs}}
        self.session = self._send("POST", "/session", wanted)["sessionId"]
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._send("DELETE", f"/session/{self.session}")
        finally:
            self.driver.terminate()
            self.driver.wait(10)
            shutil.rmtree(self.profile, ignore_errors=True)

    def open(self, path: Path) -> None:
        self._send("POST", f"/session/{self.session}/url", {"url": path.resolve().as_uri()})

    def run(self, script: str, *arguments: Any) -> Any:
        """What the JavaScript `return`s."""
        return self._send("POST", f"/session/{self.session}/execute/sync", {"script": script, "args": list(arguments)})

    def cdp(self, command: str, **parameters: Any) -> Any:
        """A command of the DevTools protocol."""
        return self._send("POST", f"/session/{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What came since the last call; `kind` is 'browser' (console) or 'performance' (network and more)."""
        return self._send("POST", f"/session/{self.session}/se/log", {"type": kind})

    def requests(self) -> list[str]:
        """The URLs that were asked for since the last call."""
        messages = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    def size(self, width: int, height: int = 900) -> None:
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def scheme(self, name: str) -> None:
        """The system's theme: 'dark' or 'light'."""
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def press(self, *keys: str) -> None:
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._send("POST", f"/session/{self.session}/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def point_at(self, x: float, y: float) -> None:
        """Moves the mouse to a place of the window."""
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}]
        self._send("POST", f"/session/{self.session}/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": moves}]})

    def picture(self, path: Path, whole: bool = True) -> None:
        data = self.cdp("Page.captureScreenshot", captureBeyondViewport=whole, **(self._whole() if whole else {}))["data"]
        path.write_bytes(base64.b64decode(data))

    def _whole(self) -> dict[str, Any]:
        box = self.cdp("Page.getLayoutMetrics")["cssContentSize"]
        return {"clip": {"x": 0, "y": 0, "width": box["width"], "height": box["height"], "scale": 1}}

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            return json.load(answer)["value"]


def _url(line: str) -> str:
    return f"http://127.0.0.1:{line.strip().rstrip('.').rsplit(' ', 1)[1]}"
