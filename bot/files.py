"""Files that people drop to the bot and files that they accept from it: fetched and put, within a size.

Their addresses come from an activity and hold a key of their own, so only Teams' file hosts are asked (or the
machine itself, in rehearsal), the bot's token is never sent along, and no redirect is followed.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from bot.failures import SendFailed, from_response
from bot.places import TEAMS_FILE_HOSTS, is_file_host

TIMEOUT = ClientTimeout(total=30)
LARGEST_FILE_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Files:
    """The way to files. `loopback` is for rehearsal: then the machine itself is the only host."""

    session: ClientSession
    hosts: tuple[str, ...] = TEAMS_FILE_HOSTS
    loopback: bool = False

    async def download(self, download_url: str, limit: int = LARGEST_FILE_BYTES) -> bytes:
        """A dropped file's content, `limit` in bytes. Raises SendFailed (TooLarge, FileHostNotAllowed, …)."""
        url = self._allowed(download_url)
        try:
            async with self.session.get(url, timeout=TIMEOUT, allow_redirects=False) as response:
                if response.status != 200:
                    raise from_response(response.status, None, None)
                content = bytearray()
                async for chunk in response.content.iter_chunked(64 * 1024):
                    content += chunk
                    if len(content) > limit:
                        raise SendFailed(200, "TooLarge", is_final=True)
                return bytes(content)
        except TimeoutError as problem:
            raise SendFailed(0, "TimedOut", is_final=False) from problem
        except ClientError as problem:
            raise SendFailed(0, "NoAnswer", is_final=False) from problem

    async def upload(self, upload_url: str, content: bytes, content_type: str) -> None:
        """Put a file where the person who accepted it said (`uploadInfo.uploadUrl`). Raises SendFailed."""
        url = self._allowed(upload_url)
        headers = {
            "Content-Type": content_type,
            "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
        }
        try:
            async with self.session.put(
                url, data=content, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                if response.status not in {200, 201}:
                    raise from_response(response.status, None, None)
        except TimeoutError as problem:
            raise SendFailed(0, "TimedOut", is_final=False) from problem
        except ClientError as problem:
            raise SendFailed(0, "NoAnswer", is_final=False) from problem

    def _allowed(self, address: str) -> URL:
        if not is_file_host(address, self.hosts, loopback=self.loopback):
            raise SendFailed(0, "FileHostNotAllowed", is_final=True)
        # The key in the query must go out as it came; only an address that cannot is quoted.
        return URL(address, encoded=address.isascii())
