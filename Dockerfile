# The image of the product: the web server, the worker and the clock; no embedded servers.
FROM python:3.11-slim-bookworm

# What WeasyPrint loads; the last one halves the time of a PDF.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
ENV PYTHONUNBUFFERED=1 DATA_DIR=/data HOME=/data

# The part of the requirements above the embedded servers and the tools of the checks.
COPY requirements.txt constraints.txt ./
RUN sed '/^# Servers for a machine/,$d' requirements.txt > product.txt \
    && pip install --no-cache-dir -r product.txt -c constraints.txt

COPY . .
RUN python -m compileall -q . \
    && useradd --uid 10001 --no-create-home --home-dir /data partnercenter \
    && install -d -m 0700 -o partnercenter -g partnercenter /data
USER partnercenter
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--no-ws", "--blocking-threads", "8", \
     "--host", "0.0.0.0", "--port", "8000", "partnercenter.wsgi:application"]
