"""A local web server that publishes the sample reports as three counties' portals, each of another make.

``python -m samples.portal SAMPLES_DIR`` serves what ``python -m samples SAMPLES_DIR`` has written. 清溪县 runs a
TRS portal in GB 2312 with ``createPageHTML`` lists in both counts, 柳浦区 a hanweb portal whose rows come as XML and
whose files stand in viewers and behind ``downfile.jsp``, 松湖县 a scripted page with a JSON list and files in script
windows; one of its files is gone and an error page comes in its place.
"""

from samples.portal.counties import answers
from samples.portal.server import serving

__all__ = ["answers", "serving"]
